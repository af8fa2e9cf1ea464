//! The phone page: what a person does there is what tests do through the handle.

use ai_video_uploader::simulator::{Outcome, Stage};
use reqwest::header;

use super::lab::{STUDIO, lab, sample};

#[tokio::test]
async fn a_person_watches_edits_and_posts() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let publish_id = lab.deliver(&token, sample()).await;
    let inbox = lab.get("/phone").await.text().await.unwrap();
    assert!(inbox.contains("Your video is ready"));
    let draft = format!("/phone?creator={STUDIO}&draft={publish_id}");
    assert!(
        lab.get(&draft)
            .await
            .text()
            .await
            .unwrap()
            .contains(r#"value="post""#)
    );

    let video = lab.url(&format!("/phone/videos/{publish_id}"));
    let part = lab
        .client
        .get(&video)
        .header(header::RANGE, "bytes=10-19")
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(part.bytes().await.unwrap(), &sample()[10..20]);

    let fields = [
        ("creator", STUDIO),
        ("draft", &publish_id),
        ("act", "post"),
        ("caption", "<b>Mine</b>"),
    ];
    let answer = lab.form("/phone", &fields).await;
    assert_eq!(answer.status(), 303);
    let posted = lab.world().video(&publish_id).unwrap();
    assert_eq!(
        (posted.stage, posted.caption.as_str()),
        (Stage::Published, "<b>Mine</b>")
    );
    assert!(
        lab.get("/phone")
            .await
            .text()
            .await
            .unwrap()
            .contains("You posted this video")
    );
    // Everybody sees it where the link of the post leads, as at TikTok.
    lab.world().finish_moderation();
    let post_id = lab.world().video(&publish_id).unwrap().post_ids[0];
    let public = lab.get(&format!("/@{STUDIO}/video/{post_id}")).await;
    assert_eq!(public.status(), 200);
    let public = public.text().await.unwrap();
    assert!(public.contains("&lt;b&gt;Mine&lt;/b&gt;"), "{public}");
    for path in [
        format!("/@{STUDIO}/video/1"),
        format!("/{STUDIO}/video/{post_id}"),
        format!("/@sample_fern/video/{post_id}"),
    ] {
        assert_eq!(lab.get(&path).await.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_draft_can_be_discarded_and_an_account_changed() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let publish_id = lab.deliver(&token, sample()).await;
    let act = async |act: &str| {
        let fields = [
            ("creator", STUDIO),
            ("draft", publish_id.as_str()),
            ("act", act),
        ];
        lab.form("/phone", &fields).await;
    };
    act("discard").await;
    assert_eq!(
        lab.world().video(&publish_id).unwrap().stage,
        Stage::Deleted
    );
    act("private").await;
    assert!(lab.world().creator(STUDIO).unwrap().settings.private);
    act("disconnect").await;
    assert!(!lab.world().is_connected(STUDIO));
}

#[tokio::test]
async fn the_next_outcome_can_be_chosen() {
    let lab = lab().await;
    for (next, outcome) in [
        ("internal", vec![Outcome::Fail("internal")]),
        ("silent", vec![Outcome::Silent]),
        ("ok", vec![]),
    ] {
        lab.form(
            "/phone",
            &[("creator", STUDIO), ("act", "next"), ("next", next)],
        )
        .await;
        assert_eq!(lab.world().outcomes(), outcome);
    }
}
