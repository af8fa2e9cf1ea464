//! Where a public post is watched: at TikTok, or at what stands in for it.

use std::time::Duration;

use super::signed_in;
use crate::harness::{ALICE, TestApp};

#[tokio::test]
async fn a_post_is_watched_where_it_was_posted_and_programs_get_tiktoks_address() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    let (_, post) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    let id = post["id"].as_str().unwrap().to_owned();
    let minute = async || {
        app.run_for(Duration::from_secs(60), Duration::from_secs(5))
            .await;
    };
    minute().await;
    let draft = app.world().videos()[0].publish_id.clone();
    app.world().tap_post(&draft, Some("Golden hour")).unwrap();
    app.world().finish_moderation();
    minute().await;
    let post_id = app.world().videos()[0].post_ids[0];

    let path = format!("/api/posts/{id}");
    let (_, post) = app.get_json(&path, &alice.key).await;
    let url = post["tiktok"]["post_url"].as_str().unwrap().to_owned();
    let place = url.strip_prefix("https://www.tiktok.com/@").unwrap();
    assert!(place.ends_with(&format!("/video/{post_id}")), "{url}");

    let mut browser = signed_in(&app, ALICE).await;
    for page in [format!("/posts/{id}"), "/?tab=published".to_owned()] {
        let link = browser.visit(&page).await.link("Watch on TikTok");
        let wanted = format!("{}/@{place}", app.simulator.base_url());
        assert_eq!(link.as_str(), wanted, "{page}");
        let answer = app.http.get(link).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.text().await.unwrap().contains("Golden hour"));
    }
}
