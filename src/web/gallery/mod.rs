//! Every page in every state, drawn from sample data: proves that each one renders and can be used by everybody.

mod activity;
mod pages;
mod posts;
mod privacy;
mod publish;
mod sample;

use std::{collections::HashSet, fs};

use futures::StreamExt as _;
use leptos::prelude::*;
use leptos_meta::ServerMetaContext;
use scraper::{ElementRef, Html, Selector};

use super::{assets, format::Now, shell, views::line::PostLine};

/// A post that TikTok makes wait, and when it is looked at.
pub(in crate::web) fn limited() -> (PostLine, Now) {
    (posts::limited(), sample::now())
}

/// The whole document, as a browser gets it.
async fn rendered(page: impl FnOnce() -> AnyView) -> String {
    let owner = Owner::new();
    let (html, output) = owner.with(|| {
        let (meta, output) = ServerMetaContext::new();
        provide_context(meta);
        (shell::document(page()).to_html(), output)
    });
    let stream = futures::stream::iter([html]);
    let whole = output.inject_meta_context(stream).await;
    whole.collect().await
}

/// Pages and assets are also written into this folder of the system's temporary folder, if it is there.
const FOLDER: &str = "uploader-gallery";

#[tokio::test]
async fn every_page_renders_and_is_accessible() {
    // Listing the routes of nothing is how the executor is made that rendering waits on.
    let _ = leptos_axum::generate_route_list(|| ());
    let folder = std::env::temp_dir().join(FOLDER);
    let is_wanted = folder.is_dir();
    if is_wanted {
        fs::create_dir_all(folder.join("assets")).unwrap();
        for asset in assets::ALL {
            fs::write(folder.join(&asset.path()[1..]), asset.body()).unwrap();
        }
    }
    for (name, page) in pages::all() {
        let html = rendered(page).await;
        if is_wanted {
            fs::write(folder.join(format!("{name}.html")), &html).unwrap();
        }
        check(name, &html);
    }
}

/// What a page must have, whatever it shows.
fn check(name: &str, html: &str) {
    assert!(!html.contains("style=\""), "{name}: style attribute");
    assert!(!html.contains("<script"), "{name}: script");
    assert!(!html.contains("::"), "{name}: code in the text");
    assert!(!html.contains("<img src=x"), "{name}: words became markup");
    let page = Html::parse_document(html);
    let all = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        page.select(&selector).collect::<Vec<_>>()
    };
    assert_eq!(all("h1").len(), 1, "{name}: one h1");
    assert_eq!(all("main#main").len(), 1, "{name}: one main");
    assert_eq!(all("html[lang=en]").len(), 1, "{name}: lang");
    assert_eq!(all("title").len(), 1, "{name}: title");

    let mut ids = HashSet::new();
    for element in all("[id]") {
        let id = element.attr("id").unwrap();
        assert!(ids.insert(id), "{name}: id {id} stands twice");
    }
    for attribute in [
        "popovertarget",
        "for",
        "form",
        "aria-labelledby",
        "aria-describedby",
    ] {
        for element in all(&format!("[{attribute}]")) {
            for id in element.attr(attribute).unwrap().split(' ') {
                assert!(
                    ids.contains(id),
                    "{name}: {attribute} to {id}, which is not there"
                );
            }
        }
    }
    for control in all("input:not([type=hidden]), select, textarea") {
        let id = control.attr("id").unwrap_or("?");
        let is_labelled = !all(&format!("label[for='{id}']")).is_empty()
            || control
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|element| element.value().name() == "label");
        assert!(is_labelled, "{name}: {} has no label", control.html());
    }
    for button in all("button, a:not([aria-hidden])") {
        let says = button.text().collect::<String>();
        let is_named = !says.trim().is_empty() || button.attr("aria-label").is_some();
        assert!(is_named, "{name}: {} has no name", button.html());
    }
    for cell in all("tbody td:not(.num)") {
        assert!(cell.attr("data-label").is_some(), "{name}: {}", cell.html());
    }
    for bar in all("progress") {
        assert!(bar.attr("aria-label").is_some(), "{name}: {}", bar.html());
    }
    for link in all("a[href]") {
        let href = link.attr("href").unwrap();
        assert!(href.len() > 1 || href == "/", "{name}: dead link {href}");
    }
}
