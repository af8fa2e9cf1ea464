//! The publish page, without a script: TikTok's Content Sharing Guidelines, point by point, and what the server refuses.

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        publish::{Delivery, Privacy},
        status::Status,
    },
    simulator::{CreatorSettings, Fault, FaultKind, Limits, Mode, Options},
};

use super::{held_draft, signed_in};
use crate::harness::{
    ALICE, Browser, TestApp,
    app::{Member, SCOPES},
    page::css,
};

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
    async fn of(app: TestApp) -> Self {
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
        let mut all = vec![("post", self.id.as_str()), ("caption", "Forged")];
        if !fields.iter().any(|(name, _)| *name == "account") {
            all.push(("account", &account));
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
    page.must_say("0:02 of 10:00 allowed for this account. We add no watermark, no logo, no text.");
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
        desk.count("form.publish input:disabled, [disabled] option"),
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
    desk.browser.page.must_say("On its way to TikTok");
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

/// Each rule, by a form that no page of ours would send.
#[tokio::test]
async fn every_rule_holds_on_the_server() {
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| {
        it.comment_disabled = true;
        it.duet_disabled = true;
        it.stitch_disabled = true;
    });
    const FRIENDS: (&str, &str) = ("privacy", "MUTUAL_FOLLOW_FRIENDS");
    let long = "🎬".repeat(1101);
    let nobody = "0193551c-8a40-7d11-b2c6-5f0e91d27f3a";
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[], "Nobody has chosen who can see the video"),
        (
            &[("privacy", "")],
            "Nobody has chosen who can see the video",
        ),
        (
            &[("privacy", "EVERYBODY")],
            "Nobody has chosen who can see the video",
        ),
        (
            &[("privacy", "FOLLOWER_OF_CREATOR")],
            "TikTok no longer offers that audience",
        ),
        (&[FRIENDS, ("comment", "1")], "Comments are off"),
        (&[FRIENDS, ("duet", "1")], "Duets are off"),
        (&[FRIENDS, ("stitch", "1")], "Stitches are off"),
        (&[FRIENDS, ("disclose", "1")], INDICATE),
        (
            &[
                ("privacy", "SELF_ONLY"),
                ("disclose", "1"),
                ("branded", "1"),
            ],
            NOT_PRIVATE,
        ),
        (
            &[
                ("branded", "1"),
                ("your_brand", "1"),
                ("disclose", "1"),
                ("privacy", "SELF_ONLY"),
            ],
            NOT_PRIVATE,
        ),
        (&[FRIENDS, ("caption", &long)], "2202 characters"),
        (
            &[FRIENDS, ("account", nobody)],
            "No connected TikTok account answers to that name",
        ),
        (
            &[FRIENDS, ("account", "")],
            "No connected TikTok account answers to that name",
        ),
    ];
    for (fields, words) in cases {
        // Each press and each page asks TikTok, which counts.
        desk.app.advance(Duration::from_secs(10));
        desk.forge(fields).await;
        assert!(
            desk.browser.page.path().starts_with(&desk.page()),
            "{fields:?} led to {}",
            desk.browser.page.path()
        );
        desk.browser.page.must_say(words);
        desk.untouched(words).await;
    }

    desk.forge(&[("comment", "1"), ("disclose", "1")]).await;
    for words in [
        "Nobody has chosen who can see the video",
        "Comments are off in the TikTok settings",
        INDICATE,
    ] {
        desk.browser.page.must_say(words);
    }
    assert_eq!(
        desk.count("#privacy-problem, #comment-problem, #disclose-problem"),
        3
    );
}

#[tokio::test]
async fn branded_content_is_not_for_the_followers_of_a_private_account() {
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| it.private = true);
    desk.visit().await;
    assert_eq!(
        desk.browser.page.text_of("#privacy"),
        "Select who can see itFollowersFriendsOnly me"
    );
    // A private account can allow neither.
    desk.browser
        .page
        .must_say("Duet Off in your TikTok settings");
    assert_eq!(
        desk.count("input[name=duet][disabled], input[name=stitch][disabled]"),
        2
    );
    desk.forge(&[
        ("privacy", "FOLLOWER_OF_CREATOR"),
        ("disclose", "1"),
        ("branded", "1"),
    ])
    .await;
    desk.browser.page.must_say(NOT_PRIVATE);
    desk.untouched("branded content for followers").await;
}

#[tokio::test]
async fn a_disclosure_that_is_off_discloses_nothing() {
    let mut desk = Desk::of(audited().await).await;
    // Without a script, boxes that were ticked stay ticked when the switch hides them.
    desk.forge(&[
        ("privacy", "SELF_ONLY"),
        ("branded", "1"),
        ("your_brand", "1"),
    ])
    .await;
    let post = desk.app.post(&desk.id).await;
    let choices = post.choices.unwrap();
    assert!(!choices.branded_content && !choices.your_brand);
    let consents = desk.app.ctx.store.consents_of_post(post.id).await.unwrap();
    assert_eq!(
        consents[0].words,
        "By posting, you agree to TikTok's Music Usage Confirmation"
    );
    desk.run().await;
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

#[tokio::test]
async fn an_app_without_audit_offers_only_me_and_says_why() {
    let mut desk = Desk::of(TestApp::start().await).await;
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("This installation can publish to “Only me” for now");
    page.must_say("set your TikTok account to private while posting");
    page.must_say("@sample_studio is public at the moment");
    assert_eq!(
        page.text_of("#privacy"),
        "Select who can see itEveryone (after the audit)Friends (after the audit)Only me"
    );
    assert_eq!(desk.count("#privacy option[disabled]"), 2);
    assert_eq!(desk.count("#branded[disabled]"), 1);
    desk.forge(&[("privacy", "PUBLIC_TO_EVERYONE")]).await;
    desk.browser.page.must_say("only “Only me” can be chosen");
    desk.forge(&[
        ("privacy", "SELF_ONLY"),
        ("disclose", "1"),
        ("branded", "1"),
    ])
    .await;
    desk.browser.page.must_say(NOT_PRIVATE);
    desk.untouched("not audited").await;

    // TikTok refuses a public account, and the draft comes back.
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(
        post.error.unwrap().code.as_str(),
        "tiktok_account_must_be_private"
    );
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser.press("Back to review").await;
    desk.browser.page.must_say("Nothing was published");
    desk.creator(|it| it.private = true);
    desk.visit().await;
    assert!(!desk.browser.page.says("is public at the moment"));
    desk.browser.fill("Who can see this video", "Only me");
    desk.browser.press(PUBLISH).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published);
    assert_eq!(desk.consents().await, 2, "one for each press");
}

#[tokio::test]
async fn a_missing_permission_is_explained_and_can_be_given() {
    let mut desk = Desk::of(audited().await).await;
    let drafts_only = ["user.info.basic", "video.upload"];
    desk.app.connect(&desk.alice.user, 0, &drafts_only).await;
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser
        .page
        .must_say("Publishing needs one more permission");
    assert!(!desk.browser.page.has_button("Publish…"));
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("@sample_studio is connected for drafts, not for publishing");
    assert!(!page.has_button(PUBLISH));
    assert_eq!(
        page.link("Send to inbox instead").path(),
        format!("/posts/{}", desk.id)
    );
    let again = page.link("Connect again");
    assert_eq!(again.path(), "/auth/tiktok");
    assert!(again.query().unwrap().contains("publish"), "{again}");
    assert_eq!(desk.app.world().calls(CREATOR_INFO), 0);
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.browser.page.must_say("did not allow publishing");
    desk.untouched("without the permission").await;
}

#[tokio::test]
async fn a_creator_who_cannot_post_now_is_asked_to_come_back_later() {
    let mut desk = Desk::of(audited().await).await;
    let blocked: [(fn(&Desk), &str); 3] = [
        (
            |desk| {
                desk.app.world().set_limits(Limits {
                    daily_posts: 0,
                    ..Limits::default()
                });
            },
            "used up its posts through apps for today. Try again later",
        ),
        (
            |desk| {
                desk.app.world().set_limits(Limits {
                    active_creators: 0,
                    ..Limits::default()
                });
            },
            "no more people publish through this installation today. Try again later",
        ),
        (
            |desk| desk.creator(|it| it.banned = true),
            "try again later",
        ),
    ];
    for (block, words) in blocked {
        desk.app.world().set_limits(Limits::default());
        block(&desk);
        desk.visit().await;
        desk.browser
            .page
            .must_say("TikTok takes no post from this account now");
        desk.browser.page.must_say(words);
        assert!(!desk.browser.page.has_button(PUBLISH), "{words}");
        assert_eq!(
            desk.count("form.publish :is(input, select, button):not([disabled])"),
            0,
            "{words}"
        );
        desk.forge(&[("privacy", "MUTUAL_FOLLOW_FRIENDS")]).await;
        desk.untouched(words).await;
    }
}

#[tokio::test]
async fn without_tiktoks_answer_there_is_no_form() {
    let mut desk = Desk::of(audited().await).await;
    let world = desk.app.world();
    world.add_fault(Fault::every(
        CREATOR_INFO,
        FaultKind::Status {
            status: 503,
            body: String::new(),
        },
    ));
    desk.visit().await;
    desk.browser
        .page
        .must_say("TikTok did not say what this account may post");
    assert!(!desk.browser.page.has_button(PUBLISH));
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.untouched("TikTok is silent").await;

    desk.app.world().clear_faults();
    desk.app.world().add_fault(Fault::once(
        CREATOR_INFO,
        FaultKind::Code {
            code: "rate_limit_exceeded".to_owned(),
        },
    ));
    desk.visit().await;
    desk.browser.page.must_say("Try again in 1 min");
    desk.browser.follow("Try again").await;
    assert!(desk.browser.page.has_button(PUBLISH));
}

#[tokio::test]
async fn an_old_token_is_refreshed_before_the_page_is_drawn() {
    let mut desk = Desk::of(audited().await).await;
    let id = desk.alice.account.tiktok_user_id.clone();
    desk.app.world().expire_access_tokens(&id).unwrap();
    desk.visit().await;
    assert!(desk.browser.page.has_button(PUBLISH));

    desk.app.world().expire_access_tokens(&id).unwrap();
    desk.app.world().kill_refresh_tokens(&id).unwrap();
    desk.visit().await;
    desk.browser
        .page
        .must_say("TikTok no longer accepts our access to this account");
    assert_eq!(
        desk.browser.page.link("Connect again").path(),
        "/auth/tiktok"
    );
    desk.untouched("disconnected").await;
    desk.visit().await;
    desk.browser.page.must_say("No TikTok account is connected");
}

#[tokio::test]
async fn a_video_that_is_too_long_for_the_account_is_blocked() {
    let mut desk = Desk::of(audited().await).await;
    desk.creator(|it| it.longest_seconds = 1);
    desk.visit().await;
    let page = &desk.browser.page;
    page.must_say("0:02 of 0:01 allowed for this account");
    page.must_say("TikTok lets @sample_studio post at most 0:01");
    assert!(!page.has_button(PUBLISH));
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.untouched("too long").await;
}

#[tokio::test]
async fn the_account_can_be_chosen_and_names_its_own_settings() {
    let mut desk = Desk::of(audited().await).await;
    let fern = desk.app.connect(&desk.alice.user, 2, &SCOPES).await;
    desk.visit().await;
    desk.browser
        .fill("Post as another account", "Sample Fern (@sample_fern)");
    desk.browser.press("Load its settings").await;
    let page = &desk.browser.page;
    assert_eq!(page.path(), format!("{}?account={}", desk.page(), fern.id));
    page.must_say("Posting as Sample Fern (@sample_fern)");
    page.must_say("Followers");
    desk.browser.fill("Who can see this video", "Followers");
    desk.browser.press(PUBLISH).await;
    desk.run().await;
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.account_id, Some(fern.id));
    assert_eq!(post.status, Status::Published);
    assert_eq!(desk.app.world().videos()[0].open_id, fern.tiktok_user_id);
}

#[tokio::test]
async fn what_changes_in_tiktok_between_page_and_press_is_refused() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.browser
        .fill("Who can see this video", "Everyone")
        .check("Duet", true);
    desk.creator(|it| it.private = true);
    desk.browser.press(PUBLISH).await;
    desk.browser
        .page
        .must_say("TikTok no longer offers that audience");
    desk.browser.page.must_say("Duets are off");
    assert_eq!(desk.count("form.publish [checked], option[selected]"), 0);
    desk.untouched("changed meanwhile").await;
}

#[tokio::test]
async fn what_changes_after_the_press_comes_back_with_nothing_preset() {
    let mut desk = Desk::of(audited().await).await;
    desk.forge(&[("privacy", "PUBLIC_TO_EVERYONE"), ("duet", "1")])
        .await;
    desk.creator(|it| it.duet_disabled = true);
    desk.run().await;
    assert!(desk.app.world().videos().is_empty());
    desk.browser.visit(&format!("/posts/{}", desk.id)).await;
    desk.browser
        .page
        .must_say("Duets are off in the TikTok settings of this account");
    desk.browser.press("Back to review").await;
    desk.browser
        .page
        .must_say("Back in review. Nothing was published.");
    desk.visit().await;
    assert_eq!(desk.count("form.publish [checked], option[selected]"), 0);
    assert_eq!(desk.app.post(&desk.id).await.choices, None);
}

#[tokio::test]
async fn two_presses_publish_once() {
    let mut desk = Desk::of(audited().await).await;
    let mut other = signed_in(&desk.app, ALICE).await;
    other.visit(&desk.page()).await;
    other.fill("Who can see this video", "Only me");
    desk.visit().await;
    desk.browser.fill("Who can see this video", "Friends");
    let (one, two) = tokio::join!(
        desk.browser.press_without_following(PUBLISH),
        other.press_without_following(PUBLISH)
    );
    assert_eq!((one.status, two.status), (303, 303));
    // A third one, long after.
    desk.run().await;
    other.press(PUBLISH).await;
    assert_eq!(other.page.path(), format!("/posts/{}", desk.id));
    desk.run().await;
    assert_eq!(desk.app.world().videos().len(), 1);
    assert_eq!(desk.consents().await, 1);
    let post = desk.app.post(&desk.id).await;
    assert_eq!(post.status, Status::Published);
    let level = desk.app.world().videos()[0].privacy_level.clone();
    assert_eq!(
        level.as_deref(),
        post.choices.map(|it| it.privacy).map(Privacy::as_str)
    );
}

#[tokio::test]
async fn a_draft_whose_time_is_over_or_that_is_decided_is_published_no_more() {
    let mut desk = Desk::of(audited().await).await;
    desk.visit().await;
    desk.app.advance(Duration::from_secs(24 * 3600 + 1));
    let mut late = signed_in(&desk.app, ALICE).await;
    std::mem::swap(&mut late, &mut desk.browser);
    desk.forge(&[("privacy", "SELF_ONLY")]).await;
    desk.browser.page.must_say("The time of this draft is over");
    assert_eq!(desk.browser.page.path(), format!("/posts/{}", desk.id));
    desk.untouched("too late").await;

    let rejected = held_draft(&desk.app, &desk.alice).await;
    desk.browser
        .post("/actions/reject", &[("post", rejected.as_str())])
        .await;
    let account = desk.alice.account.id.to_string();
    desk.browser
        .post(
            "/actions/publish",
            &[
                ("post", rejected.as_str()),
                ("account", &account),
                ("privacy", "SELF_ONLY"),
            ],
        )
        .await;
    desk.browser.page.must_say("no longer waiting for review");
    assert_eq!(desk.app.post(&rejected).await.status, Status::Rejected);
    desk.browser
        .visit(&format!("/posts/{rejected}/publish"))
        .await;
    assert_eq!(desk.browser.page.path(), format!("/posts/{rejected}"));
}

#[tokio::test]
async fn no_api_key_publishes() {
    let mut desk = Desk::of(audited().await).await;
    let app = &desk.app;
    let fields = format!(
        "post={}&account={}&privacy=SELF_ONLY",
        desk.id, desk.alice.account.id
    );
    let answer = app
        .http
        .post(app.url("/actions/publish"))
        .header("X-API-Key", &desk.alice.key)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(fields)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/login");
    for path in ["publish", "approve", "review"] {
        let path = format!("/api/posts/{}/{path}", desk.id);
        let body = serde_json::json!({ "privacy": "SELF_ONLY", "delivery": "direct" });
        let (status, _) = app.post_json(&path, &desk.alice.key, &body).await;
        assert_eq!(status, 404, "{path}");
    }
    desk.untouched("by an API key").await;

    // A program may retry what a human published, but only back into review.
    desk.forge(&[("privacy", "SELF_ONLY"), ("duet", "1")]).await;
    desk.creator(|it| it.duet_disabled = true);
    desk.run().await;
    let path = format!("/api/posts/{}/retry", desk.id);
    let (status, post) = desk
        .app
        .post_json(&path, &desk.alice.key, &serde_json::json!({}))
        .await;
    assert!((200..300).contains(&status), "{status} {post}");
    assert_eq!(post["status"], "needs_review");
    assert_eq!(post["delivery"], "inbox");
    desk.run().await;
    assert!(desk.app.world().videos().is_empty());
}
