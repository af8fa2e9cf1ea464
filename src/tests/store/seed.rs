//! What the cases begin with: people, accounts, keys, posts.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        account::{Account, Scopes, Tokens},
        api_key::{ApiKey, NewSecrets},
        change::{Change, Field},
        clock::Timestamp,
        id::{ApiKeyId, PostId, TemporaryFileId, UserId},
        post::{CallbackUrl, NewPost, Origin, Post},
        secret::secret,
        source::Source,
        status::{Actor, Status},
        temporary_file::TemporaryFile,
        user::User,
    },
    store::{
        StoreError,
        accounts::NewAccount,
        claims::{Lane, Lease},
        oauth_states::{Flow, OauthState},
    },
};
use url::Url;

use super::database::Database;

pub const WORKER: &str = "worker-1";
pub const MACHINE: &str = "machine-1";
pub const LEASE: Duration = Duration::from_secs(30);

/// That many seconds after the tests' beginning of time.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(1_795_000_000 + seconds)
}

/// Tokens issued at `issued`, told apart by `name`.
pub fn tokens(tiktok_user_id: &str, name: &str, issued: Timestamp) -> Tokens {
    Tokens {
        access: secret(format!("act.{name}")),
        access_expires_at: issued + Duration::from_secs(24 * 3600),
        refresh: secret(format!("rft.{name}")),
        refresh_expires_at: issued + Duration::from_secs(365 * 24 * 3600),
        scopes: Scopes::parse("user.info.basic,video.upload"),
        tiktok_user_id: tiktok_user_id.to_owned(),
    }
}

pub fn profile(tiktok_user_id: &str) -> NewAccount {
    NewAccount {
        tiktok_user_id: tiktok_user_id.to_owned(),
        username: Some("alice.cooks".to_owned()),
        display_name: "Alice Cooks".to_owned(),
        avatar_url: Some("https://p16.tiktokcdn.com/a.jpg".to_owned()),
    }
}

/// The post as it comes back: the address to call stays in the database.
pub fn stored(post: Post) -> Post {
    Post {
        callback_url: post.callback_url.as_ref().map(|_| CallbackUrl::Kept),
        ..post
    }
}

/// Someone with an account and a key.
pub struct Owner {
    pub user: User,
    pub account: Account,
    pub key: ApiKey,
}

impl Owner {
    /// A URL post that waits for a worker since `now`.
    pub fn post(&self, now: Timestamp) -> Post {
        Post::queued(self.new_post(now), now)
    }

    pub fn new_post(&self, now: Timestamp) -> NewPost {
        NewPost {
            id: PostId::new(now),
            user_id: self.user.id,
            account_id: self.account.id,
            api_key_id: Some(self.key.id),
            origin: Origin::Api,
            source: Source::Url(Url::parse("https://videos.example/a.mp4?x=1").unwrap()),
            caption: "A caption".to_owned(),
            video_title: Some("Title".to_owned()),
            video_description: None,
            auto_approve: true,
            external_id: Some("row 7".to_owned()),
            metadata: Some(serde_json::json!({"sheet": 7, "tags": ["a", "\u{e4}"]})),
            callback_url: Some(Url::parse("https://n8n.example/wait?signature=a%2Fb").unwrap()),
            file: None,
        }
    }

    pub fn file(&self, post: Option<PostId>, now: Timestamp) -> TemporaryFile {
        TemporaryFile {
            id: TemporaryFileId::new(now),
            user_id: self.user.id,
            post_id: post,
            machine: MACHINE.to_owned(),
            created_at: now,
            held_until: now + Duration::from_secs(24 * 3600),
            deleted_at: None,
            deletion_failures: 0,
        }
    }
}

impl Database {
    /// Someone with a connected account and a key, since `at(0)`.
    pub async fn owner(&self, email: &str) -> Owner {
        let user = self.ensure_user(email, at(0)).await.unwrap();
        let open_id = format!("open-id-of-{email}");
        let account = self
            .connect_account(
                user.id,
                &profile(&open_id),
                &tokens(&open_id, "first", at(0)),
                at(0),
            )
            .await
            .unwrap();
        let secrets = NewSecrets::generate();
        let key = ApiKey {
            id: ApiKeyId::new(at(0)),
            user_id: user.id,
            name: "n8n".to_owned(),
            prefix: secrets.prefix(),
            created_at: at(0),
            last_used_at: None,
            expires_at: None,
            revoked_at: None,
        };
        self.insert_api_key(&key, &secrets.hash(), &secrets.callback_secret)
            .await
            .unwrap();
        Owner { user, account, key }
    }

    pub async fn alice(&self) -> Owner {
        self.owner("alice@example.com").await
    }

    pub async fn mallory(&self) -> Owner {
        self.owner("mallory@example.com").await
    }

    /// Deletes a user as `service::users` does, but for the files. False if there is no such user.
    pub async fn delete_user(&self, user: UserId) -> Result<bool, StoreError> {
        let Some(open) = self.begin_deletion(user, at(0), at(60)).await? else {
            return Ok(false);
        };
        while self.delete_posts_of(open).await? {}
        self.delete_rest_of(open).await?;
        self.close_deletion(open, at(9), at(69)).await?;
        Ok(true)
    }

    /// A URL post of `owner`, due since `now`.
    pub async fn add_post(&self, owner: &Owner, now: Timestamp) -> Post {
        let post = owner.post(now);
        self.insert_post(&post, "Accepted", Actor::ApiKey, None)
            .await
            .unwrap();
        stored(post)
    }

    pub async fn take(&self, lane: Lane, now: Timestamp) -> Option<(Lease, Post)> {
        self.claim(lane, WORKER, MACHINE, now, LEASE).await.unwrap()
    }

    /// Leads a post through `statuses`, due again right away.
    pub async fn lead(&self, post: PostId, statuses: &[Status], now: Timestamp) -> Post {
        for status in statuses {
            self.change_post_as_system(post, now, |post| {
                let change = Change::to(post.status, *status, Actor::System, "")?;
                Ok::<_, ai_video_uploader::domain::status::IllegalMove>(change.run_at(now))
            })
            .await
            .unwrap();
        }
        self.post_by_id(post).await.unwrap().unwrap()
    }
}

/// A sign-in that is under way.
pub fn sign_in_state(state: &str, verifier: &str) -> OauthState {
    OauthState {
        state: state.to_owned(),
        flow: Flow::Google,
        user_id: None,
        browser: None,
        verifier: secret(verifier),
        next: None,
        created_at: at(0),
        expires_at: at(60),
    }
}

/// A publish that has just begun at TikTok.
pub fn publish(publish_id: &str, upload_url: &str) -> Field {
    Field::Publish {
        publish_id: publish_id.to_owned(),
        upload_url: secret(upload_url),
        upload_url_expires_at: at(60),
        chunk_size: 1,
    }
}
