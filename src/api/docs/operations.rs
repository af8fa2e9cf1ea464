//! Each route as a section: what it does, what it takes, what it answers, and a line to paste.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    html::{Escaped, prose},
    schemas::kind,
};

/// Every route, grouped as the document groups them.
pub(super) fn all(document: &Value, base: &str) -> String {
    let mut page = String::new();
    for tag in list(&document["tags"]) {
        let name = text(&tag["name"]);
        let _ = write!(
            page,
            "<section id=\"{}\"><h2>{}</h2><p>{}</p>",
            Escaped(&place(name)),
            Escaped(name),
            prose(text(&tag["description"]))
        );
        for (path, methods) in entries(&document["paths"]) {
            for (method, operation) in entries(methods) {
                if list(&operation["tags"]).iter().any(|tag| text(tag) == name) {
                    page.push_str(&one(path, method, operation, base));
                }
            }
        }
        page.push_str("</section>");
    }
    page
}

/// The id of a group: its name without spaces, `tag-tiktok-account`.
fn place(name: &str) -> String {
    format!("tag-{}", name.to_lowercase().replace(' ', "-"))
}

fn one(path: &str, method: &str, operation: &Value, base: &str) -> String {
    let id = Escaped(text(&operation["operationId"]));
    let mut page = format!(
        "<article id=\"{id}\"><h3><span class=\"method {method}\">{upper}</span> <code>{path}</code></h3><p>{summary}</p>",
        upper = method.to_uppercase(),
        path = Escaped(path),
        summary = prose(text(&operation["summary"])),
    );
    parameters(&mut page, operation);
    bodies(&mut page, operation);
    answers(&mut page, operation);
    let _ = write!(
        page,
        "<pre tabindex=\"0\"><code>{}</code></pre></article>",
        Escaped(&curl(path, method, operation, base))
    );
    page
}

fn parameters(page: &mut String, operation: &Value) {
    let parameters = list(&operation["parameters"]);
    if parameters.is_empty() {
        return;
    }
    page.push_str("<h4>Takes</h4><dl>");
    for parameter in parameters {
        let _ = write!(
            page,
            "<dt><code>{}</code> <small>{}</small></dt><dd>{}</dd>",
            Escaped(text(&parameter["name"])),
            Escaped(text(&parameter["in"])),
            prose(text(&parameter["description"]))
        );
    }
    page.push_str("</dl>");
}

fn bodies(page: &mut String, operation: &Value) {
    let content = &operation["requestBody"]["content"];
    let bodies: Vec<String> = entries(content)
        .map(|(media_type, body)| {
            format!(
                "{} as <code>{}</code>",
                kind(&body["schema"]),
                Escaped(media_type)
            )
        })
        .collect();
    if !bodies.is_empty() {
        let _ = write!(page, "<h4>Body</h4><p>{}</p>", bodies.join(", or "));
    }
}

fn answers(page: &mut String, operation: &Value) {
    page.push_str("<h4>Answers</h4><dl class=\"answers\">");
    for (status, answer) in entries(&operation["responses"]) {
        let body = &answer["content"]["application/json"]["schema"];
        let is_error = !body["allOf"].is_null();
        let what = if body.is_null() || is_error {
            String::new()
        } else {
            kind(body)
        };
        let _ = write!(
            page,
            "<dt>{} <small>{what}</small></dt><dd>{}",
            Escaped(status),
            prose(text(&answer["description"]))
        );
        codes(page, &answer["content"]["application/json"]["schema"]);
        for (name, header) in entries(&answer["headers"]) {
            // What most answers carry is told once, at the top.
            if !header["$ref"].is_null() {
                continue;
            }
            let _ = write!(
                page,
                "<br><code>{}</code>: {}",
                Escaped(name),
                prose(text(&header["description"]))
            );
        }
        page.push_str("</dd>");
    }
    page.push_str("</dl>");
}

/// The codes that an error may have, each with a link to what it means.
fn codes(page: &mut String, schema: &Value) {
    let codes = &schema["allOf"][1]["properties"]["error"]["properties"]["code"]["enum"];
    let links: Vec<String> = list(codes)
        .iter()
        .map(|code| {
            let code = Escaped(text(code));
            format!("<a href=\"#error-{code}\"><code>{code}</code></a>")
        })
        .collect();
    if !links.is_empty() {
        let _ = write!(page, "<br>{}", links.join(", "));
    }
}

/// A line to paste into a shell.
fn curl(path: &str, method: &str, operation: &Value, base: &str) -> String {
    let mut line = String::from("curl");
    if method == "post" {
        line.push_str(" -X POST");
    }
    let _ = write!(line, " '{base}{}'", path.replace("{id}", "POST_ID"));
    if !operation["security"].is_null() {
        line.push_str(" \\\n  -H 'X-API-Key: YOUR_KEY'");
    }
    if !operation["requestBody"]["content"]["multipart/form-data"].is_null() {
        line.push_str(
            " \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"content\": \"Golden hour\", \"platforms\": [\"tiktok\"], \
             \"video_url\": \"https://example.com/video.mp4\"}'",
        );
    }
    line
}

pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
