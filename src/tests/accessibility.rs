//! What every page owes to people who do not see it or do not use a mouse.

use std::collections::BTreeSet;

use scraper::ElementRef;

use crate::{
    harness::{
        ALICE, Browser, Page, TestApp,
        page::{css, name_of, text},
    },
    web::{held_draft, signed_in},
};

#[tokio::test]
async fn pages_for_everybody() {
    let app = TestApp::start().await;
    let mut browser = Browser::new(&app.base_url);
    for path in [
        "/login",
        "/login?refused=email_not_allowed",
        "/privacy",
        "/terms",
        "/nothing",
    ] {
        examine(browser.visit(path).await);
    }
}

#[tokio::test]
async fn pages_of_a_newcomer() {
    let app = TestApp::start().await;
    let mut browser = signed_in(&app, ALICE).await;
    for path in [
        "/",
        "/upload",
        "/accounts",
        "/api-keys",
        "/n8n",
        "/activity",
        "/settings",
        "/settings/delete",
        "/nothing",
    ] {
        examine(browser.visit(path).await);
    }
}

#[tokio::test]
async fn pages_with_posts() {
    let app = TestApp::start().await;
    let alice = app.alice().await;
    app.connect(&alice.user, 2, &["user.info.basic", "video.upload"])
        .await;
    let held = held_draft(&app, &alice).await;
    let rejected = held_draft(&app, &alice).await;
    app.expect_files();
    let (_, queued) = app
        .post_json("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    let queued = queued["id"].as_str().unwrap().to_owned();
    let mut browser = signed_in(&app, ALICE).await;
    browser.visit(&format!("/posts/{rejected}")).await;
    browser.press("Reject and delete").await;
    examine(&browser.page);
    for tab in ["review", "way", "tiktok", "published", "problems"] {
        examine(browser.visit(&format!("/?tab={tab}")).await);
    }
    for id in [&held, &rejected, &queued] {
        examine(browser.visit(&format!("/posts/{id}")).await);
    }
    for path in ["/upload", "/accounts", "/api-keys"] {
        examine(browser.visit(path).await);
    }
    examine(browser.follow("Revoke “test”").await);
    // Its form, and once the creator may post nothing.
    let publish = format!("/posts/{held}/publish");
    examine(browser.visit(&publish).await);
    let creator = &alice.account.tiktok_user_id;
    app.world()
        .change_creator(creator, |it| it.banned = true)
        .unwrap();
    examine(browser.visit(&publish).await);
}

/// Names everything that is wrong with the page at once.
fn examine(page: &Page) {
    let faults = faults(page);
    assert!(faults.is_empty(), "{}:\n{}", page.url, faults.join("\n"));
}

fn faults(page: &Page) -> Vec<String> {
    let document = page.document();
    let mut faults = Vec::new();
    let mut demand = |holds: bool, fault: String| {
        if !holds {
            faults.push(fault);
        }
    };
    let count = |selector: &str| document.select(&css(selector)).count();

    demand(
        page.html.starts_with("<!DOCTYPE html>"),
        "no doctype".into(),
    );
    demand(count("html[lang]") == 1, "no language".into());
    demand(!page.title().is_empty(), "no title".into());
    demand(count("title") == 1, "not one title".into());
    demand(count("h1") == 1, format!("{} h1", count("h1")));
    demand(count("main#main") == 1, "not one main".into());
    demand(
        count("a.skip-link[href='#main']") == 1,
        "no skip link".into(),
    );
    demand(count("meta[name=viewport]") == 1, "no viewport".into());

    let mut ids = BTreeSet::new();
    for element in document.select(&css("[id]")) {
        let id = element.value().attr("id").unwrap();
        demand(!id.is_empty() && ids.insert(id), format!("id {id:?} twice"));
    }
    for (attribute, selector) in [
        ("for", "label[for]"),
        ("aria-labelledby", "[aria-labelledby]"),
        ("aria-describedby", "[aria-describedby]"),
        ("popovertarget", "[popovertarget]"),
        ("form", "[form]"),
    ] {
        for element in document.select(&css(selector)) {
            for id in element.value().attr(attribute).unwrap().split_whitespace() {
                demand(
                    ids.contains(id),
                    format!("{attribute}={id:?} leads nowhere"),
                );
            }
        }
    }
    for control in document.select(&css(
        "input:not([type=hidden]), textarea, select, button, a[href]",
    )) {
        let name = name_of(&document, control);
        if is_hidden(control) {
            demand(
                control.value().attr("tabindex") == Some("-1"),
                format!("hidden, yet on the way of the keyboard: {}", control.html()),
            );
            continue;
        }
        demand(!name.is_empty(), format!("no name: {}", control.html()));
    }
    for group in document.select(&css("fieldset")) {
        let legend = group.select(&css("legend")).next().map(text);
        demand(
            legend.is_some_and(|words| !words.is_empty()),
            "fieldset without legend".into(),
        );
    }
    for picture in document.select(&css("img, video")) {
        let value = picture.value();
        let named =
            value.attr("alt").is_some() || value.attr("aria-label").is_some() || is_hidden(picture);
        demand(named, format!("no words for {}", picture.html()));
    }
    for bar in document.select(&css("progress, meter, nav, dialog, [role=dialog]")) {
        let value = bar.value();
        let named = value.attr("aria-label").or(value.attr("aria-labelledby"));
        demand(named.is_some(), format!("no name: {}", value.name()));
    }
    for table in document.select(&css("table")) {
        demand(
            table.select(&css("thead th[scope]")).next().is_some(),
            "table without heads".into(),
        );
        demand(
            table.select(&css("caption")).next().is_some(),
            "table without caption".into(),
        );
    }
    let mut level = 0;
    for heading in document.select(&css("main h1, main h2, main h3, main h4")) {
        let next: u8 = heading.value().name()[1..].parse().unwrap();
        demand(
            next <= level + 1,
            format!("heading leaps to {:?}", text(heading)),
        );
        level = next;
    }
    faults
}

/// Whether what reads a page aloud leaves the element out.
fn is_hidden(element: ElementRef<'_>) -> bool {
    std::iter::once(element)
        .chain(element.ancestors().filter_map(ElementRef::wrap))
        .any(|around| around.value().attr("aria-hidden") == Some("true"))
}
