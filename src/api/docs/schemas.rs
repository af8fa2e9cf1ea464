//! Each object as a table of its fields.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    html::{Escaped, prose},
    operations::{entries, list, text},
};

const PLACE: &str = "#/components/schemas/";

/// Every object of the document.
pub(super) fn all(document: &Value) -> String {
    let mut page = String::from("<section id=\"objects\"><h2>Objects</h2>");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        // The catalogue has a section of its own.
        if name == "ErrorCode" {
            continue;
        }
        let _ = write!(
            page,
            "<article id=\"object-{name}\"><h3>{name}</h3><p>{words}</p>",
            name = Escaped(name),
            words = prose(text(&schema["description"]))
        );
        let values = list(&schema["enum"]);
        if !values.is_empty() {
            let values: Vec<String> = values.iter().map(value).collect();
            let _ = write!(page, "<p>{}</p>", values.join(", "));
        }
        fields(&mut page, schema);
        page.push_str("</article>");
    }
    page.push_str("</section>");
    page
}

fn fields(page: &mut String, schema: &Value) {
    // An object that builds on another names both.
    let parts = list(&schema["allOf"]);
    let parts: Vec<&Value> = if parts.is_empty() {
        vec![schema]
    } else {
        parts.iter().collect()
    };
    for part in parts {
        if !part["$ref"].is_null() {
            let _ = write!(page, "<p>Everything of {}, and:</p>", kind(part));
        }
        if part["properties"].is_null() {
            continue;
        }
        page.push_str("<dl>");
        for (name, field) in entries(&part["properties"]) {
            let needed = list(&part["required"])
                .iter()
                .any(|other| text(other) == name);
            let _ = write!(
                page,
                "<dt><code>{}</code> <small>{}{}</small></dt><dd>{}</dd>",
                Escaped(name),
                kind(field),
                if needed { "" } else { ", optional" },
                prose(text(&field["description"]))
            );
        }
        page.push_str("</dl>");
    }
}

/// What a schema is, in a word, linked where it has a place of its own.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"]
        .as_str()
        .and_then(|path| path.strip_prefix(PLACE))
    {
        let place = if name == "ErrorCode" {
            "errors".to_owned()
        } else {
            format!("object-{name}")
        };
        return format!("<a href=\"#{}\">{}</a>", Escaped(&place), Escaped(name));
    }
    let choices = list(&schema["oneOf"]);
    if !choices.is_empty() {
        let kinds: Vec<String> = choices.iter().map(kind).collect();
        return kinds.join(" or ");
    }
    match &schema["type"] {
        Value::String(name) if name == "array" => format!("list of {}", kind(&schema["items"])),
        Value::String(name) => match schema["format"].as_str() {
            Some(format) if name == "string" => Escaped(format).to_string(),
            _ => Escaped(name).to_string(),
        },
        Value::Array(names) => {
            let mut names: Vec<&str> = names.iter().map(text).collect();
            names.sort_by_key(|name| *name == "null");
            if names.first() == Some(&"array") {
                return format!("list of {} or null", kind(&schema["items"]));
            }
            names.join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

fn value(value: &Value) -> String {
    format!("<code>{}</code>", Escaped(text(value)))
}
