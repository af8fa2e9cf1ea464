//! What surrounds a page of the documentation: the bar that leads back to the dashboard, and the contents beside the text.
//!
//! The contents are read from the text itself, so that they name what is there and nothing else. Without a script no list can
//! stand beside the text and fold away on a phone too, so the page holds it twice and its style shows one.

use std::fmt::Write as _;

use super::html::Escaped;
use crate::service::Context;

/// A page of the documentation.
pub(super) struct Page<'t> {
    /// Its heading.
    pub(super) title: &'t str,
    /// Its address, marked in the bar.
    pub(super) path: &'t str,
    /// One paragraph below the heading.
    pub(super) lead: &'t str,
    /// Everything else, in sections and articles that each begin with an id and a heading.
    pub(super) body: &'t str,
}

/// The mark of the product, drawn by the style.
const MARK: &str = "<svg class=\"mark\" viewBox=\"0 0 28 28\" aria-hidden=\"true\">\
    <rect class=\"mark__frame\" x=\"5.25\" y=\"2.25\" width=\"14.5\" height=\"23.5\" rx=\"3\"></rect>\
    <path class=\"mark__halo\" d=\"m10.5 14.5 4.25 4.75L25 6\"></path>\
    <path class=\"mark__tick\" d=\"m10.5 14.5 4.25 4.75L25 6\"></path></svg>";

/// What the bar leads to.
const PAGES: [(&str, &str); 3] = [
    ("/docs", "API"),
    ("/docs/going-live", "Going live"),
    ("/api/openapi.json", "openapi.json"),
];

/// The whole document.
pub(super) fn frame(ctx: &Context, page: &Page<'_>) -> String {
    let name = Escaped(&ctx.settings.app_name);
    let Page {
        title,
        path,
        lead,
        body,
    } = page;
    let links = PAGES.map(|(to, words)| {
        let current = if to == *path {
            " aria-current=\"page\""
        } else {
            ""
        };
        format!("<a href=\"{to}\"{current}>{words}</a>")
    });
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\">\
         <title>{title} · {name}</title><link rel=\"stylesheet\" href=\"/docs/style.css?v={version}\"></head>\
         <body><a class=\"skip\" href=\"#content\">Skip to content</a>\
         <header class=\"bar\"><div class=\"bar__in\"><a class=\"brand\" href=\"/\">{MARK}<span>{name}</span></a>\
         <nav class=\"bar__nav\" aria-label=\"Documentation\">{links}</nav>\
         <a class=\"btn\" href=\"/\">Dashboard</a></div></header>\
         <div class=\"page\"><nav class=\"beside\" aria-label=\"On this page\"><p>On this page</p>{contents}</nav>\
         <main id=\"content\"><h1>{title}</h1><p class=\"lead\">{lead}</p>\
         <nav class=\"folded\" aria-label=\"On this page\"><details><summary>On this page</summary>{contents}</details></nav>\
         {body}</main></div></body></html>",
        version = Escaped(ctx.settings.version),
        links = links.concat(),
        contents = contents(body),
        body = labelled(body),
    )
}

/// A list of the sections of `body`, each with its articles.
fn contents(body: &str) -> String {
    let mut list = String::from("<ol>");
    let (mut in_section, mut in_articles) = (false, false);
    for piece in body.split(" id=\"").skip(1) {
        let Some((id, rest)) = piece.split_once("\">") else {
            continue;
        };
        if let Some(heading) = between(rest, "<h2>", "</h2>") {
            if in_articles {
                list.push_str("</ol>");
            }
            if in_section {
                list.push_str("</li>");
            }
            let _ = write!(list, "<li><a href=\"#{id}\">{heading}</a>");
            (in_section, in_articles) = (true, false);
        } else if let Some(heading) = between(rest, "<h3>", "</h3>") {
            if !in_articles {
                list.push_str("<ol>");
            }
            let _ = write!(list, "<li><a href=\"#{id}\">{heading}</a></li>");
            in_articles = true;
        }
    }
    if in_articles {
        list.push_str("</ol>");
    }
    if in_section {
        list.push_str("</li>");
    }
    list + "</ol>"
}

/// What stands between `start`, with which `text` begins, and the next `end`.
fn between<'t>(text: &'t str, start: &str, end: &str) -> Option<&'t str> {
    Some(text.strip_prefix(start)?.split_once(end)?.0)
}

/// Every cell of every table with the head of its column: on a phone, where rows become short lists, the style writes it in
/// front.
fn labelled(body: &str) -> String {
    let mut page = String::with_capacity(body.len() + body.len() / 8);
    for (index, piece) in body.split("<table>").enumerate() {
        let Some((table, rest)) = piece.split_once("</table>").filter(|_| index > 0) else {
            page.push_str(piece);
            continue;
        };
        let heads: Vec<&str> = table
            .split("<th scope=\"col\">")
            .skip(1)
            .filter_map(|head| Some(head.split_once("</th>")?.0))
            .collect();
        page.push_str("<table>");
        for (index, row) in table.split("<tr").enumerate() {
            if index > 0 {
                page.push_str("<tr");
            }
            let mut cells = row.split("<td>");
            page.push_str(cells.next().unwrap_or_default());
            for (index, cell) in cells.enumerate() {
                let head = heads.get(index).copied().unwrap_or_default();
                let _ = write!(page, "<td data-label=\"{head}\">{cell}");
            }
        }
        let _ = write!(page, "</table>{rest}");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contents_are_what_the_text_has() {
        let body = "<section id=\"a\"><h2>First</h2><article id=\"b\"><h3>One <code>1</code></h3></article>\
                    <h3>not listed</h3><p id=\"c\">nor this</p></section><section id=\"d\"><h2>Second</h2></section>";
        assert_eq!(
            contents(body),
            "<ol><li><a href=\"#a\">First</a><ol><li><a href=\"#b\">One <code>1</code></a></li></ol></li>\
             <li><a href=\"#d\">Second</a></li></ol>"
        );
        assert_eq!(contents("<p>nothing</p>"), "<ol></ol>");
    }

    #[test]
    fn every_cell_knows_its_column() {
        let table = "<p>before</p><table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th></tr></thead>\
                     <tbody><tr id=\"x\"><td>a</td><td>b</td></tr></tbody></table><p>after</p>";
        let wanted = "<p>before</p><table><thead><tr><th scope=\"col\">Code</th><th scope=\"col\">Status</th></tr></thead>\
                      <tbody><tr id=\"x\"><td data-label=\"Code\">a</td><td data-label=\"Status\">b</td></tr></tbody></table>\
                      <p>after</p>";
        assert_eq!(labelled(table), wanted);
    }
}
