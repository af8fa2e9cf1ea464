//! The publish page, without a script: TikTok's Content Sharing Guidelines, point by point, and what the server refuses.

mod outcomes;
mod rules;
mod states;

use std::time::Duration;

use ai_video_uploader::{
    domain::{publish::Delivery, status::Status},
    simulator::{CreatorSettings, Mode, Options},
};
use futures::future::BoxFuture;

use super::{held_draft, signed_in};
use crate::harness::{ALICE, Browser, Member, TestApp, page::css};

const CREATOR_INFO: &str = "/v2/post/publish/creator_info/query/";
const PUBLISH: &str = "Publish to TikTok";
const NOT_PRIVATE: &str = "Branded content visibility cannot be set to private.";
const INDICATE: &str =
    "You need to indicate if your content promotes yourself, a third party, or both.";

/// An installation whose app TikTok has audited.
async fn audited() -> TestApp {
    let options = Options {
        audited: true,
        ..Options::default()
    };
    TestApp::start_with(&[("TIKTOK_APP_AUDITED", "true")], options).await
}

struct Desk {
    app: TestApp,
    alice: Member,
    id: String,
    browser: Browser,
}

impl Desk {
    /// Alice with a held draft and a browser.
    fn of(app: TestApp) -> BoxFuture<'static, Self> {
        Box::pin(async move {
            let alice = app.alice().await;
            let id = held_draft(&app, &alice).await;
            let browser = signed_in(&app, ALICE).await;
            app.expect_files();
            Self {
                app,
                alice,
                id,
                browser,
            }
        })
    }

    fn page(&self) -> String {
        format!("/posts/{}/publish", self.id)
    }

    async fn visit(&mut self) {
        let page = self.page();
        self.browser.visit(&page).await;
    }

    /// Posts the form as anybody could forge it.
    async fn forge(&mut self, fields: &[(&str, &str)]) {
        let account = self.alice.account.id.to_string();
        let mut all = vec![("post", self.id.as_str())];
        for (name, value) in [("caption", "Forged"), ("account", &account)] {
            if !fields.iter().any(|(given, _)| *given == name) {
                all.push((name, value));
            }
        }
        all.extend(fields);
        self.browser.post("/actions/publish", &all).await;
    }

    fn creator(&self, change: impl FnOnce(&mut CreatorSettings)) {
        let id = &self.alice.account.tiktok_user_id;
        self.app.world().change_creator(id, change).unwrap();
    }

    async fn consents(&self) -> usize {
        let id = self.id.parse().unwrap();
        let consents = self.app.ctx.store.consents_of_post(id).await;
        consents.unwrap().len()
    }

    /// Nothing has happened to the draft.
    async fn untouched(&self, why: &str) {
        let post = self.app.post(&self.id).await;
        assert_eq!(post.status, Status::NeedsReview, "{why}");
        assert_eq!(post.caption, "First light #harbour", "{why}");
        assert_eq!(
            (post.delivery, post.choices),
            (Delivery::Inbox, None),
            "{why}"
        );
        assert!(self.app.world().videos().is_empty(), "{why}");
        assert_eq!(self.consents().await, 0, "{why}");
    }

    async fn run(&self) {
        self.app
            .run_for(Duration::from_secs(120), Duration::from_secs(5))
            .await;
    }

    fn count(&self, selector: &str) -> usize {
        let document = self.browser.page.document();
        document.select(&css(selector)).count()
    }
}

#[tokio::test]
async fn nothing_is_preset_and_everything_that_must_be_said_is_said() {
    let mut desk = Desk::of(audited().await).await;
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser.press("Publish…").await;
    let page = &desk.browser.page;
    assert_eq!(page.path(), desk.page());
    assert_eq!(page.heading(), PUBLISH);
    page.must_say("Posting as Sample Studio (@sample_studio)");
    page.must_say("0:06 of 10:00 allowed for this account. We add no watermark, no logo, no text.");
    page.must_say("20 of 2,200");
    page.must_say("TikTok may need a few minutes until the video is visible");
    page.must_say("By posting, you agree to TikTok's Music Usage Confirmation");
    page.must_say(
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation",
    );
    page.must_say("Your photo/video will be labeled as 'Promotional content'");
    page.must_say("Your photo/video will be labeled as 'Paid partnership'");
    assert_eq!(
        page.link("Music Usage Confirmation").as_str(),
        "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en"
    );
    assert_eq!(
        page.link("Branded Content Policy").as_str(),
        "https://www.tiktok.com/legal/page/global/bc-policy/en"
    );
    assert_eq!(desk.count("form.publish [checked]"), 0);
    assert_eq!(desk.count("form.publish option[selected]"), 0);
    assert_eq!(desk.count("form.publish option:first-child[value='']"), 1);
    assert_eq!(
        desk.count("form.publish input[disabled], #privacy[disabled]"),
        0
    );
    assert_eq!(
        desk.browser.page.text_of("#privacy"),
        "Select who can see itEveryoneFriendsOnly me"
    );
    assert_eq!(
        desk.count(&format!("button[disabled][title='{INDICATE}']")),
        1
    );
    assert_eq!(
        desk.count(&format!("option[value=SELF_ONLY][title='{NOT_PRIVATE}']")),
        1
    );
    assert_eq!(desk.count("main video[controls]"), 1);
    desk.untouched("a page was only looked at").await;
}

#[tokio::test]
async fn a_draft_is_published_as_its_owner_chose_and_the_consent_is_kept() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.browser
        .fill("Caption", "Zweites Licht 🎬\n#hafen")
        .fill("Who can see this video", "Friends")
        .check("Comment", true)
        .check("Disclose commercial content", true)
        .check("Your brand", true)
        .check("Branded content", true);
    desk.browser.press(PUBLISH).await;
    assert_eq!(desk.browser.page.path(), format!("/posts/{}", desk.id));
    desk.browser.page.must_say("Sending to TikTok");
    desk.browser
        .page
        .must_say("TikTok may need a few minutes until the video is visible");
    let pressed_at = desk.app.ctx.now();

    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published, "{post:#?}");
    let videos = desk.app.world().videos();
    assert_eq!(videos.len(), 1);
    assert_eq!(videos[0].mode, Mode::Direct);
    assert_eq!(
        videos[0].post_info.clone().unwrap(),
        serde_json::json!({
            "title": "Zweites Licht 🎬\n#hafen",
            "privacy_level": "MUTUAL_FOLLOW_FRIENDS",
            "disable_comment": false,
            "disable_duet": true,
            "disable_stitch": true,
            "brand_content_toggle": true,
            "brand_organic_toggle": true,
        })
    );
    desk.app.assert_no_files();

    let consents = desk.app.ctx.store.consents_of_post(post.id).await.unwrap();
    let [consent] = consents.as_slice() else {
        panic!("{consents:?}")
    };
    assert_eq!(consent.user_id, desk.alice.user.id);
    assert_eq!(consent.account_id, Some(desk.alice.account.id));
    assert_eq!(consent.posting_as, "Sample Studio (@sample_studio)");
    assert_eq!(consent.at, pressed_at);
    assert_eq!(
        consent.words,
        "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation"
    );
    assert_eq!(consent.caption, "Zweites Licht 🎬\n#hafen");
    assert_eq!(Some(&consent.choices), post.choices.as_ref());

    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    assert_eq!(desk.browser.page.heading(), "It is on TikTok");
    desk.browser.page.must_say("Not everyone can see it");
    desk.browser.page.must_say("visible to friends");
    desk.visit().await;
    assert_eq!(desk.browser.page.path(), format!("/posts/{}", desk.id));
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.browser
        .fill("Caption", "Not yet </textarea>")
        .fill("Who can see this video", "Only me")
        .check("Duet", true)
        .check("Disclose commercial content", true);
    desk.browser.press(PUBLISH).await;
    desk.browser.page.must_say(INDICATE);
    assert_eq!(desk.browser.page.text_of("textarea"), "Not yet </textarea>");
    assert_eq!(desk.count("option[value=SELF_ONLY][selected]"), 1);
    assert_eq!(
        desk.count("input[name=duet][checked], #disclose[checked]"),
        2
    );
    assert_eq!(desk.count("form.publish input[checked]"), 2);
    desk.untouched("refused").await;
    desk.visit().await;
    assert_eq!(desk.count("form.publish [checked], option[selected]"), 0);
}
