//! Secrets go everywhere that they have to, and then nowhere else: not into what the program says with `DEBUG=true`, not into
//! a page or an answer, not readable into the database.

use ai_video_uploader::{
    domain::secret::ExposeSecret as _,
    simulator::{Fault, FaultKind, Options},
};
use reqwest::Method;
use serde_json::json;
use url::Url;

use crate::harness::program::{Ended, Installation, Process, pause};
use crate::harness::{ALICE, Browser};
use crate::privacy::unzipped;

/// Stands in addresses that are given to us and may carry secrets of others.
const IN_VIDEO_URL: &str = "canary-video-4f1d";
const IN_CALLBACK_URL: &str = "canary-callback-9b2e";

/// What was planted, and everything in which nothing of it may be found.
#[derive(Default)]
struct Garden {
    secrets: Vec<(&'static str, String)>,
    shown: Vec<(String, String)>,
}

impl Garden {
    fn plant(&mut self, name: &'static str, secret: impl Into<String>) {
        let secret = secret.into();
        assert!(
            secret.len() >= 8,
            "{name} is too short to be found: {secret}"
        );
        self.secrets.push((name, secret));
    }

    fn show(&mut self, place: impl Into<String>, words: impl Into<String>) {
        self.shown.push((place.into(), words.into()));
    }

    async fn visit(&mut self, browser: &mut Browser, path: &str) {
        let answer = browser
            .fetch(Method::GET, path, &[("accept", "text/html")])
            .await;
        let location = answer.header("location").to_owned();
        self.show(format!("page {path}"), answer.text() + &location);
    }

    fn search(&self) {
        for (place, words) in &self.shown {
            for (name, secret) in &self.secrets {
                assert!(
                    !words.contains(secret.as_str()),
                    "{place} shows the {name}: {words}"
                );
            }
        }
    }
}

fn query(address: &str, name: &str) -> String {
    let url = Url::parse(address).unwrap();
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.unwrap().1.into_owned()
}

/// Goes out at `path`, consents, and comes back; plants what travelled.
async fn round_trip(garden: &mut Garden, browser: &mut Browser, place: &Installation, path: &str) {
    let out = browser
        .fetch(Method::GET, path, &[])
        .await
        .header("location")
        .to_owned();
    garden.plant("state", query(&out, "state"));
    let mut other = Browser::new(&place.base_url);
    other.visit(&out).await;
    let consent = if path.contains("google") {
        other.fill("E-mail", ALICE).fill("Name", "Alice");
        "Continue with this account"
    } else {
        "Authorize"
    };
    let back = other
        .press_without_following(consent)
        .await
        .header("location")
        .to_owned();
    garden.plant("code", query(&back, "code"));
    browser.visit(&back).await;
    // The same again: refused, and written about.
    let again = browser.fetch(Method::GET, &back, &[]).await;
    garden.show("used way back", again.text() + again.header("location"));
}

async fn until_told(place: &Installation, key: &str, id: &str, process: &Process) {
    for _ in 0..400 {
        let answer = place
            .http
            .get(place.url(&format!("/api/posts/{id}")))
            .bearer_auth(key)
            .send()
            .await
            .unwrap();
        let post: serde_json::Value = answer.json().await.unwrap();
        if post["is_terminal"] == true {
            return;
        }
        pause(50).await;
    }
    panic!("{id} does not end: {}", process.said());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_written_where_it_can_be_read() {
    let place = Installation::prepare(Options::default(), None, &[("DEBUG", "true")]).await;
    let mut process = place.start();
    place.until_ready(&mut process).await;
    let mut garden = Garden::default();
    garden.plant("client secret of Google", "simulated-google-secret");
    garden.plant("client secret of TikTok", "simulated-tiktok-secret");
    garden.plant("SECRET_KEY", "c2VjcmV0IG9mIGEga2V5IGZvciB0ZXN0cyBhbG9uZSE");

    let mut browser = Browser::new(&place.base_url);
    round_trip(&mut garden, &mut browser, &place, "/auth/google").await;
    round_trip(&mut garden, &mut browser, &place, "/auth/tiktok").await;
    for name in ["session", "oauth"] {
        garden.plant("cookie", browser.cookie(name).unwrap().value.clone());
    }

    // A key, shown once on the page that made it, and used in all three ways.
    browser.visit("/api-keys").await;
    browser.fill("Name", "n8n nightly").press("Make key").await;
    let page = browser.page.html.clone();
    let shown = |beginning: &str| {
        page.split(|c: char| !c.is_ascii_alphanumeric() && !"_+/=-".contains(c))
            .filter(|word| word.starts_with(beginning))
            .max_by_key(|word| word.len())
            .unwrap()
            .to_owned()
    };
    let (key, callback_secret) = (shown("avu_"), shown("whsec_"));
    garden.plant("API key", key.clone());
    garden.plant("callback secret", callback_secret);
    garden.plant("wrong API key", "avu_not_a_key_of_anybody");
    for path in [
        format!("/api/posts?api_key={key}"),
        format!("/api/posts/nothing?api_key={key}&x=1"),
        format!("/settings?api_key={key}"),
        "/api/posts?api_key=avu_not_a_key_of_anybody".to_owned(),
    ] {
        for answer in [
            place.http.get(place.url(&path)).send().await.unwrap(),
            place
                .http
                .get(place.url(&path))
                .header("authorization", format!("Bearer {key}"))
                .send()
                .await
                .unwrap(),
        ] {
            garden.show(
                "an answer",
                format!("{:?}", answer.headers()) + &answer.text().await.unwrap(),
            );
        }
    }

    // Posts that arrive, that break at TikTok in every way, and that never come here.
    let world = place.simulator.world();
    world.add_fault(Fault::once(
        "PUT /upload/*",
        FaultKind::CutAfter { bytes: 1000 },
    ));
    world.add_fault(Fault::once(
        "POST /v2/post/publish/inbox/video/init/",
        FaultKind::Garbage,
    ));
    world.add_fault(Fault::once(
        "POST /v2/post/publish/status/fetch/",
        FaultKind::LostReply,
    ));
    let base = place.simulator.base_url();
    let mut ids = Vec::new();
    for sample in [
        "sample.mp4",
        "forbidden.mp4",
        "page.html",
        "cut.mp4",
        "redirect-loop.mp4",
    ] {
        let body = json!({
            "content": "First light",
            "platforms": ["tiktok"],
            "video_url": format!("{base}/samples/{sample}?token={IN_VIDEO_URL}"),
            "callback_url": format!("http://127.0.0.1:9/{IN_CALLBACK_URL}/resume?signature={IN_CALLBACK_URL}"),
            "auto_approve": true,
        });
        let request = place
            .http
            .post(place.url("/api/posts/video"))
            .header("x-api-key", &key);
        let post: serde_json::Value = request
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        ids.push(post["id"].as_str().unwrap().to_owned());
    }
    for id in &ids {
        until_told(&place, &key, id, &process).await;
        let path = format!("/posts/{id}");
        let page = browser
            .fetch(Method::GET, &path, &[("accept", "text/html")])
            .await;
        // Its owner may read the addresses that its owner gave.
        let words = page
            .text()
            .replace(IN_VIDEO_URL, "")
            .replace(IN_CALLBACK_URL, "");
        garden.show(path, words);
    }
    for path in [
        "/",
        "/upload",
        "/accounts",
        "/api-keys",
        "/n8n",
        "/settings",
        "/privacy",
        "/login",
        "/nothing",
        "/auth/tiktok/callback?code=x&state=y",
    ] {
        garden.visit(&mut browser, path).await;
    }
    let export = browser.fetch(Method::GET, "/settings/export", &[]).await;
    let files = unzipped(&export.body);
    assert!(files.len() > 5, "{:?}", files.keys());
    for (name, text) in files {
        let text = text.replace(IN_VIDEO_URL, "").replace(IN_CALLBACK_URL, "");
        garden.show(format!("{name} of the export"), text);
    }
    browser.visit("/").await;
    browser.press("Sign out").await;

    let Ended { well, said, .. } = process.stop().await;
    assert!(well, "{said}");
    assert!(said.contains("DEBUG"), "nothing was said: {said}");
    garden.show("the log", said);

    let kept = String::from_utf8_lossy(&place.everything_kept()).into_owned();
    assert!(kept.contains("First light") && kept.contains("n8n nightly"));
    let ctx = place.context().await;
    let user = ctx.store.find_user_by_email(ALICE).await.unwrap().unwrap();
    for account in ctx.store.accounts_of(user.id).await.unwrap() {
        let tokens = ctx.store.tokens(account.id).await.unwrap().unwrap();
        garden.plant("access token", tokens.access.expose_secret());
        garden.plant("refresh token", tokens.refresh.expose_secret());
    }
    ctx.store.close().await;
    garden.show("the database", kept);
    garden.search();

    // What the owner may read on their page is nobody's business in the log.
    let (_, log) = garden
        .shown
        .iter()
        .find(|(place, _)| place == "the log")
        .unwrap();
    for canary in [IN_VIDEO_URL, IN_CALLBACK_URL, "upload_token="] {
        assert!(!log.contains(canary), "{canary}: {log}");
    }
    let (_, kept) = garden
        .shown
        .iter()
        .find(|(place, _)| place == "the database")
        .unwrap();
    assert!(
        !kept.contains(IN_CALLBACK_URL),
        "a callback URL is readable"
    );
}
