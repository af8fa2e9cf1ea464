//! What a test does to the database of an installation while its process runs, and reads there.

use std::time::Instant;

use ai_video_uploader::{
    domain::{
        clock::{Clock as _, SystemClock},
        id::{PostId, TemporaryFileId},
        post::{NewPost, Origin, Post},
        source::Source,
        status::{Actor, Status},
    },
    store::{Store, seal::Sealer},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::harness::Member;
use crate::harness::{
    program::{Installation, PATIENCE, pause},
    simulated::SECRET_KEY,
};

impl Installation {
    /// The database beside the process. Nothing else of the process is shared.
    pub async fn store(&self) -> &Store {
        let connect = || async {
            let key = STANDARD.decode(SECRET_KEY).unwrap().try_into().unwrap();
            Store::connect(&self.database_url, Sealer::new(key, None))
                .await
                .unwrap()
        };
        self.store.get_or_init(connect).await
    }

    /// A post by URL that goes to the inbox by itself.
    pub async fn submit(&self, member: &Member, url: &str) -> PostId {
        let now = SystemClock.now();
        let new = NewPost {
            id: PostId::new(now),
            user_id: member.user.id,
            account_id: member.account.id,
            api_key_id: None,
            origin: Origin::Api,
            source: Source::Url(url.parse().unwrap()),
            caption: "First light #harbour".into(),
            video_title: None,
            video_description: None,
            auto_approve: true,
            external_id: None,
            metadata: None,
            callback_url: None,
            file: None,
        };
        let post = Post::queued(new, now);
        self.store()
            .await
            .insert_post(&post, "Accepted", Actor::ApiKey, None)
            .await
            .unwrap();
        post.id
    }

    pub async fn post(&self, id: PostId) -> Post {
        self.store().await.post_by_id(id).await.unwrap().unwrap()
    }

    /// The post as soon as it is as `wanted` says.
    pub async fn until(&self, id: PostId, wanted: impl Fn(&Post) -> bool) -> Post {
        let began = Instant::now();
        loop {
            let post = self.post(id).await;
            if wanted(&post) {
                return post;
            }
            assert!(began.elapsed() < PATIENCE, "it stays {post:#?}");
            pause(50).await;
        }
    }

    /// Comes back when the file is proven gone.
    pub async fn until_deleted(&self, id: TemporaryFileId) {
        let began = Instant::now();
        loop {
            let found = self.store().await.find_temporary_file(id).await;
            let file = found.unwrap().unwrap();
            if file.deleted_at.is_some() {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "it stays {file:#?}");
            pause(50).await;
        }
    }

    /// The statuses that the post has gone through.
    pub async fn path(&self, id: PostId) -> Vec<Status> {
        let history = self.store().await.history(id).await.unwrap();
        let mut path: Vec<Status> = history.iter().map(|entry| entry.status).collect();
        path.dedup();
        path
    }
}
