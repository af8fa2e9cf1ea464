//! `/docs/going-live`: from the demo to an installation that strangers use. The text stands in `guide/`; `[[code]]` in it is a
//! code of the error catalogue.

use std::fmt::Write as _;

use axum::{
    extract::State,
    response::{Html, IntoResponse},
};

use super::{
    frame::{Page, frame},
    html::Escaped,
    secured,
};
use crate::service::Context;

const LEAD: &str = "From the demo to a service that strangers may sign in to. \
    Google and an inbox draft take an hour; TikTok's review takes days to weeks, and the Direct Post audit comes after it.";
/// The parts of the page, in their order.
const PARTS: [&str; 4] = [
    include_str!("guide/tiktok.html"),
    include_str!("guide/audit.html"),
    include_str!("guide/running.html"),
    include_str!("guide/troubleshooting.html"),
];
/// Files to copy, and what stands for each in the text.
const FILES: [(&str, &str); 4] = [
    ("{nginx}", include_str!("guide/nginx.conf")),
    ("{caddy}", include_str!("guide/Caddyfile")),
    ("{systemd}", include_str!("guide/uploader.service")),
    ("{doctor}", include_str!("guide/doctor.txt")),
];

/// `GET /docs/going-live`.
pub(in crate::api) async fn page(State(ctx): State<Context>) -> impl IntoResponse {
    let body = filled_in(&ctx.settings.public_url);
    let page = Page {
        title: "Going live",
        path: "/docs/going-live",
        lead: LEAD,
        body: &body,
    };
    secured(Html(frame(&ctx, &page)))
}

fn filled_in(public_url: &str) -> String {
    let mut page = PARTS.concat();
    for (place, file) in FILES {
        page = page.replace(place, &Escaped(file.trim_end()).to_string());
    }
    page = page.replace("{base}", &Escaped(public_url).to_string());
    linked(&page)
}

/// Every `[[code]]` as a link to what it means.
fn linked(text: &str) -> String {
    let mut page = String::with_capacity(text.len() * 2);
    for (index, part) in text.split("[[").enumerate() {
        match part.split_once("]]") {
            Some((code, rest)) if index > 0 => {
                let _ = write!(
                    page,
                    "<a href=\"/docs#error-{code}\"><code>{code}</code></a>{rest}"
                );
            }
            _ => page.push_str(part),
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::error_code::{ErrorCode, Who};

    /// The codes that the text names.
    fn named() -> BTreeSet<String> {
        let text = PARTS.concat();
        let behind = text.split("[[").skip(1);
        behind
            .map(|part| part.split_once("]]").unwrap().0.to_owned())
            .collect()
    }

    #[test]
    fn every_code_that_is_named_exists() {
        for code in named() {
            assert!(code.parse::<ErrorCode>().is_ok(), "{code}");
        }
    }

    #[test]
    fn every_error_that_the_operator_or_tiktok_causes_is_explained() {
        let named = named();
        for code in ErrorCode::ALL {
            let entry = code.entry();
            let of_tiktok =
                entry.code.starts_with("tiktok_") && *code != ErrorCode::TiktokCancelled;
            let of_the_source = entry.code.starts_with("download_");
            let of_the_file = entry.code.starts_with("video_");
            if entry.who == Who::Operator
                || of_tiktok && *code != ErrorCode::TiktokAppVersion
                || of_the_source
                || of_the_file
            {
                assert!(named.contains(entry.code), "{code}");
            }
        }
    }

    #[test]
    fn nothing_is_left_to_fill_in_and_files_are_text() {
        let page = filled_in("https://clips.example");
        for left in [
            "{base}",
            "{nginx}",
            "{caddy}",
            "{systemd}",
            "{doctor}",
            "[[",
            "]]",
        ] {
            assert!(!page.contains(left), "{left}");
        }
        assert!(page.contains("https://clips.example/auth/tiktok/callback"));
        assert!(page.contains("&quot;$request_method $uri&quot;"));
    }
}
