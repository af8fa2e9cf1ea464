//! The pipeline alone: a database, a temporary folder, the simulator and a source, without pages or API.

use std::{path::PathBuf, sync::Arc, time::Duration};

use ai_video_uploader::{
    domain::{
        account::Account,
        clock::Clock as _,
        id::{ApiKeyId, PostId},
        post::{HistoryEntry, NewPost, Origin, Post},
        secret::secret,
        source::Source as VideoSource,
        status::{Actor, Status},
        user::User,
    },
    media::Media,
    meter::Meter,
    pipeline::{Effects, Worker},
    remote::{
        AddressGuard, CallbackSender, Clients, Google, Sources, TikTok, google, http::Timeouts,
        tiktok,
    },
    service::{
        AccountLocks, Context, Everything, Heartbeat, Settings, avatars::Avatars, export,
        figures::Requests, gauges::Latest, intake::Intake, live::Live, uploads::Turns,
    },
    simulator::{Options, Simulator, Video, World},
    store::{Store, seal::Sealer},
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::source::Source;
use crate::{
    harness::{
        TestClock,
        simulated::{self, SCOPES},
    },
    store::database::Database,
};

/// One installation, as far as the pipeline sees it.
pub struct Rig {
    pub ctx: Context,
    pub clock: TestClock,
    pub simulator: Simulator,
    pub source: Source,
    pub user: User,
    pub account: Account,
    pub video: Bytes,
    settings: Settings,
    database: Database,
    folder: TempDir,
}

impl Rig {
    /// With a small video, on SQLite.
    pub async fn start() -> Self {
        Self::start_with(
            super::videos::small(),
            Options::default(),
            Settings::default(),
        )
        .await
    }

    pub async fn start_with(video: Bytes, options: Options, settings: Settings) -> Self {
        let database = Database::sqlite().await;
        Box::pin(Self::start_on(database, video, options, settings)).await
    }

    pub async fn start_on(
        database: Database,
        video: Bytes,
        options: Options,
        settings: Settings,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = TestClock::new();
        let simulator = Simulator::start(Options {
            clock: Some(clock.as_millis()),
            seed: Some(7),
            ..options
        })
        .await
        .unwrap();
        let source = Source::start(video.clone()).await;
        let ctx = context(&database.url, &folder, &clock, &simulator, &settings).await;
        let user = ctx
            .store
            .ensure_user("alice@example.com", clock.now())
            .await
            .unwrap();
        let now = clock.now();
        let account = simulated::connect(&ctx.store, &simulator, &user, 0, &SCOPES, now).await;
        Self {
            ctx,
            clock,
            simulator,
            source,
            user,
            account,
            video,
            settings,
            database,
            folder,
        }
    }

    /// The process dies and another one starts on what is durable. Nothing of the old one is told.
    pub async fn restart(&mut self) {
        self.ctx.store.close().await;
        self.ctx = Box::pin(context(
            &self.database.url,
            &self.folder,
            &self.clock,
            &self.simulator,
            &self.settings,
        ))
        .await;
    }

    /// Connects another one of the simulator's creators.
    pub async fn connect(&self, creator: usize) -> Account {
        let (store, now) = (&self.ctx.store, self.clock.now());
        simulated::connect(store, &self.simulator, &self.user, creator, &SCOPES, now).await
    }

    pub fn world(&self) -> &World {
        self.simulator.world()
    }

    pub fn worker(&self) -> Worker {
        Worker::new(self.ctx.clone(), "one")
    }

    pub fn dying_worker(&self, effects: &Effects) -> Worker {
        Worker::new(self.ctx.clone(), "doomed").with_effects(effects.clone())
    }

    /// The end of a test whose database must not stay.
    pub async fn end(self) {
        self.ctx.store.close().await;
        self.database.discard().await;
    }

    /// Does everything that is due.
    pub async fn run(&self) {
        Box::pin(self.worker().run_until_idle()).await.unwrap();
    }

    /// Does everything due, time going on in steps, until `passed`.
    pub async fn run_for(&self, passed: Duration, step: Duration) {
        let mut so_far = Duration::ZERO;
        self.run().await;
        while so_far < passed {
            self.clock.advance(step);
            so_far += step;
            self.world().settle();
            self.run().await;
        }
    }

    /// Does everything due until the post rests or a day has passed; pauses are skipped.
    pub async fn run_to_rest(&self, id: PostId) -> Post {
        for _ in 0..400 {
            self.run().await;
            let post = self.post(id).await;
            if post.status.is_terminal() || post.status == Status::NeedsReview {
                return post;
            }
            self.clock.advance(Duration::from_secs(5));
            self.world().settle();
        }
        self.post(id).await
    }

    pub async fn submit(&self) -> PostId {
        self.submit_as(true, None).await
    }

    pub async fn submit_for_review(&self) -> PostId {
        self.submit_as(false, None).await
    }

    pub async fn submit_as(
        &self,
        auto_approve: bool,
        callback: Option<(ApiKeyId, &str)>,
    ) -> PostId {
        let now = self.clock.now();
        let id = PostId::new(now);
        let post = Post::queued(
            NewPost {
                id,
                user_id: self.user.id,
                account_id: self.account.id,
                api_key_id: callback.map(|(key, _)| key),
                origin: Origin::Api,
                source: VideoSource::Url(self.source.url.parse().unwrap()),
                caption: "First light #harbour".into(),
                video_title: None,
                video_description: None,
                auto_approve,
                external_id: None,
                metadata: None,
                callback_url: callback.map(|(_, url)| url.parse().unwrap()),
                file: None,
            },
            now,
        );
        self.ctx
            .store
            .insert_post(&post, "Accepted.", Actor::ApiKey, None)
            .await
            .unwrap();
        id
    }

    pub async fn post(&self, id: PostId) -> Post {
        self.ctx.store.post_by_id(id).await.unwrap().unwrap()
    }

    /// Writes what no version of the program can read.
    pub async fn spoil(&self, id: PostId) {
        let mut database = SqliteConnection::connect(&self.database.url).await.unwrap();
        sqlx::query("update posts set status = 'enchanted' where id = $1")
            .bind(id.to_string())
            .execute(&mut database)
            .await
            .unwrap();
    }

    /// The machine starts anew before its disk had all of the post's file.
    pub async fn lose_power(&self, id: PostId) {
        let mut database = SqliteConnection::connect(&self.database.url).await.unwrap();
        let lost = sqlx::query(
            "update posts set unsynced_boot = 'the one before' \
             where id = $1 and unsynced_boot is not null",
        )
        .bind(id.to_string())
        .execute(&mut database)
        .await
        .unwrap();
        assert_eq!(lost.rows_affected(), 1, "its file was on the disk");
    }

    pub async fn history(&self, id: PostId) -> Vec<HistoryEntry> {
        self.ctx.store.history(id).await.unwrap()
    }

    /// The statuses that a post has gone through, stays left out.
    pub async fn path(&self, id: PostId) -> Vec<Status> {
        let mut path: Vec<Status> = self.history(id).await.iter().map(|it| it.status).collect();
        path.dedup();
        path
    }

    /// The only video that the simulator ever got whole; checks that it is the one that was sent.
    pub fn only_video(&self) -> Video {
        let mut received = self.world().received_videos();
        assert_eq!(received.len(), 1, "{received:#?}");
        let video = received.remove(0);
        assert_eq!(video.sha256.as_deref(), Some(self.sha256().as_str()));
        video
    }

    pub fn sha256(&self) -> String {
        hex::encode(Sha256::digest(&self.video))
    }

    /// What lies in the temporary folder.
    pub fn files(&self) -> Vec<PathBuf> {
        std::fs::read_dir(self.folder.path().join("videos"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'))
            .collect()
    }

    /// The machine starts with an empty disk.
    pub fn wipe_folder(&self) {
        std::fs::remove_dir_all(self.folder.path().join("videos")).unwrap();
    }

    pub fn assert_no_file(&self) {
        assert_eq!(self.files(), Vec::<PathBuf>::new());
    }
}

async fn context(
    database_url: &str,
    folder: &TempDir,
    clock: &TestClock,
    simulator: &Simulator,
    settings: &Settings,
) -> Context {
    let store = Store::connect(database_url, Sealer::new([7; 32], None))
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let media = Media::open(
        &folder.path().join("videos"),
        &store.installation().await.unwrap(),
        Some(1_000_000_000),
        settings.max_video_bytes,
    )
    .await
    .unwrap();
    let guard = AddressGuard::new(vec!["127.0.0.1".parse().unwrap()]);
    let clients = Clients::with_timeouts(
        guard.clone(),
        Timeouts {
            connect: Duration::from_secs(5),
            call: Duration::from_secs(5),
            silence: Duration::from_secs(5),
            callback: Duration::from_secs(5),
        },
    )
    .unwrap();
    let meter = Meter::default();
    let clients = clients.counting(&meter);
    let base = simulator.base_url();
    let known = Options::default();
    let tiktok = TikTok::new(
        &clients,
        tiktok::Endpoints {
            auth: base.parse().unwrap(),
            api: base.parse().unwrap(),
            redirect: "http://localhost:8001/auth/tiktok/callback".into(),
        },
        tiktok::Credentials {
            client_key: known.tiktok_client_key,
            client_secret: secret(known.tiktok_client_secret),
        },
    );
    let google = Google::new(
        &clients,
        google::Endpoints {
            auth: simulator.google_auth_url().parse().unwrap(),
            token: simulator.google_token_url().parse().unwrap(),
            userinfo: simulator.google_userinfo_url().parse().unwrap(),
            redirect: "http://localhost:8001/auth/google/callback"
                .parse()
                .unwrap(),
        },
        google::Credentials {
            client_id: known.google_client_id,
            client_secret: secret(known.google_client_secret),
        },
    );
    Context::new(Everything {
        tiktok,
        google,
        sources: Sources::new(&clients),
        callbacks: CallbackSender::new(&clients),
        guard,
        store,
        media,
        clock: Arc::new(clock.clone()),
        settings: Arc::new(settings.clone()),
        wake: Arc::default(),
        tasks: TaskTracker::new(),
        stop: CancellationToken::new(),
        heartbeat: Heartbeat::default(),
        live: Live::default(),
        meter,
        gauges: Latest::default(),
        intake: Intake::default(),
        requests: Requests::default(),
        refreshes: AccountLocks::default(),
        avatars: Avatars::default(),
        exports: export::Turns::default(),
        upload_turns: Turns::default(),
    })
}
