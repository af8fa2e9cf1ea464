//! A page of another site makes Alice's browser ask every route that changes something: refused, and nothing changes.

use reqwest::{Method, header::COOKIE};

use super::{
    routes::routes,
    rows::{assert_unchanged, rows},
};
use crate::{
    harness::{ALICE, TestApp},
    web::{held_draft, signed_in},
};

/// What a browser says of a page that is not ours.
const FOREIGN: &[&[(&str, &str)]] = &[
    &[],
    &[("origin", "https://evil.example")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "http://localhost.evil.example")],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://evil.example"),
    ],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "cross-site"),
    ],
    &[("referer", "http://localhost/")],
];

#[tokio::test]
async fn no_route_changes_anything_for_a_foreign_page() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let post = held_draft(&app, &alice).await;
    app.expect_files();
    let mut browser = signed_in(&app, ALICE).await;
    let session = browser.cookie_header();
    let before = rows(&app, "nobody").await;
    let account = alice.account.id;
    let form = format!(
        "post={post}&account={account}&caption=x&decision=inbox&looked=1&hold=1&theme=dark&name=x&ends=never"
    );
    let mut tried = 0;
    for route in routes(&app.ctx) {
        let mut path = route.path.clone();
        for name in route.parameters() {
            path = path.replace(&format!("{{{name}}}"), &post);
        }
        for method in route.changing() {
            // Asked by programs, with a key or a signature: a session is nothing to them.
            let is_for_programs = ["/api", "/webhook", "/n8n"]
                .iter()
                .any(|first| path.starts_with(first));
            for headers in FOREIGN {
                for kind in [
                    "application/x-www-form-urlencoded",
                    "text/plain",
                    "application/json",
                ] {
                    let mut request = app
                        .http
                        .request(method.clone(), app.url(&path))
                        .header(COOKIE, &session)
                        .header("content-type", kind)
                        .body(form.clone());
                    for (name, value) in *headers {
                        request = request.header(*name, *value);
                    }
                    let answer = request.send().await.unwrap();
                    let wanted = if is_for_programs { 401 } else { 403 };
                    assert_eq!(
                        answer.status(),
                        wanted,
                        "{method} {path} {headers:?} {kind}"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
    assert_unchanged(&before, &rows(&app, "nobody").await);
    let answer = browser.fetch(Method::GET, "/", &[]).await;
    assert_eq!(answer.status, 200, "still signed in");
}
