//! A database server that is gone: people and programs hear so within seconds, and all is well once it is back.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use ai_video_uploader::simulator::Options;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, UnixStream},
    sync::watch,
};
use tokio_util::task::TaskTracker;
use url::Url;

use super::assert_error;
use crate::{
    harness::{ALICE, Browser, TestApp},
    store::database::Database,
};

/// What stands between the service and the server's socket.
struct Line {
    url: String,
    is_up: watch::Sender<bool>,
}

impl Line {
    /// None if the server has no socket here.
    async fn to(database: &str) -> Option<Self> {
        let mut url = Url::parse(database).unwrap();
        let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        let host = pairs.iter().position(|(name, _)| name == "host")?;
        let socket = PathBuf::from(pairs.remove(host).1).join(".s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        url.query_pairs_mut().clear().extend_pairs(pairs);
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(port)).unwrap();
        let (is_up, watched) = watch::channel(true);
        TaskTracker::new().spawn(pass_on(listener, socket, watched));
        Some(Self {
            url: url.into(),
            is_up,
        })
    }
}

/// Passes every connection on while the line is up.
async fn pass_on(listener: TcpListener, socket: PathBuf, is_up: watch::Receiver<bool>) {
    let tasks = TaskTracker::new();
    while let Ok((mut near, _)) = listener.accept().await {
        let (socket, mut is_up) = (socket.clone(), is_up.clone());
        tasks.spawn(async move {
            if !*is_up.borrow() {
                return;
            }
            let mut far = UnixStream::connect(socket).await.unwrap();
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => {}
                _ = is_up.wait_for(|is_up| !is_up) => {}
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_is_told_within_seconds() {
    let Some(db) = Database::postgres().await else {
        return;
    };
    let Some(line) = Line::to(&db.url).await else {
        return db.discard().await;
    };
    let settings = [("DATABASE_URL", line.url.as_str())];
    let app = TestApp::start_with(&settings, Options::default()).await;
    let alice = app.alice().await;
    let mut browser = Browser::new(&app.base_url);
    browser.sign_in(ALICE).await;
    line.is_up.send(false).unwrap();

    let cookie = browser.cookie_header();
    let before = Instant::now();
    let ask = |path: &str| app.http.get(app.url(path)).timeout(Duration::from_secs(30));
    let (list, link, page) = tokio::join!(
        ask("/api/posts").bearer_auth(&alice.key).send(),
        ask("/auth/oauth-url/tiktok")
            .header("cookie", &cookie)
            .send(),
        ask("/")
            .header("cookie", &cookie)
            .header("accept", "text/html")
            .send(),
    );
    let took = before.elapsed();
    for answer in [list.unwrap(), link.unwrap()] {
        let again = answer.headers().get("retry-after").cloned();
        let body = assert_error(answer, 503, "unavailable").await;
        assert_eq!(again.unwrap(), "60");
        assert_eq!(body["error"]["retryable"], true);
    }
    let page = page.unwrap();
    assert_eq!(page.status(), 503);
    assert_eq!(page.headers()["retry-after"], "60");
    assert!(
        page.text()
            .await
            .unwrap()
            .contains("cannot do this right now")
    );
    assert!(took < Duration::from_secs(20), "{took:?}");

    line.is_up.send(true).unwrap();
    let (status, body) = app.get_json("/api/posts", &alice.key).await;
    assert_eq!(status, 200, "{body}");
    app.ctx.store.close().await;
    db.discard().await;
}
