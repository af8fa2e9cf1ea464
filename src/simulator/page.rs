//! The shell of every page that a person sees here, and escaping.

use axum::{
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// The stylesheet of all pages.
const STYLE: &str = concat!(
    include_str!("style/base.css"),
    include_str!("style/phone.css")
);

/// A page; `main` is HTML.
pub(crate) fn page(title: &str, main: &str) -> Html<String> {
    Html(format!(
        r##"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>{title} · Simulator</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/simulator.css">
</head>
<body class="sim">
<a class="skip-link" href="#main">Skip to content</a>
<p class="sim__tape"><b>Simulator</b> This is a stand-in. Nothing leaves this machine.</p>
<main class="sim__in" id="main">
{main}
</main>
</body>
</html>
"##,
        title = escape(title),
    ))
}

/// A page that says why something is refused.
pub(crate) fn refusal(title: &str, why: &str) -> Response {
    let main = format!(
        r#"<div class="card"><h1>{}</h1><p class="notice" role="alert">{}</p></div>"#,
        escape(title),
        escape(why),
    );
    (StatusCode::BAD_REQUEST, page(title, &main)).into_response()
}

/// Sends the browser on.
pub(crate) fn go_to(address: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, address.to_owned())]).into_response()
}

/// The stylesheet.
pub(crate) async fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE)
}

/// Text made safe for HTML, also inside quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}
