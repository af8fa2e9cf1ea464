//! Sending a form: which of its controls count, with which values, in which encoding.

use std::collections::HashMap;

use reqwest::Method;
use scraper::{ElementRef, Html};
use url::{Url, form_urlencoded};

use super::page::{CONTROLS, Page, best, css, name_of, owner, submitters, text};

/// What a person did to a control.
#[derive(Debug, Clone)]
pub enum Typed {
    Text(String),
    Checked(bool),
    File(Upload),
}

/// A file that a person chose.
#[derive(Debug, Clone)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A form on its way.
#[derive(Debug)]
pub struct Submission {
    pub method: Method,
    pub url: Url,
    pub body: Option<Body>,
}

/// An encoded form.
#[derive(Debug, Clone)]
pub struct Body {
    pub content_type: String,
    pub bytes: Vec<u8>,
}

const BOUNDARY: &str = "----------------------------browser-without-script";

enum Value {
    Text(String),
    File(Option<Upload>),
}

impl Body {
    pub fn urlencoded(fields: &[(&str, &str)]) -> Self {
        let text: String = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Self {
            content_type: "application/x-www-form-urlencoded".to_owned(),
            bytes: text.into_bytes(),
        }
    }

    fn multipart(fields: &[(String, Value)]) -> Self {
        let mut bytes = Vec::new();
        for (name, value) in fields {
            let disposition =
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"");
            bytes.extend_from_slice(disposition.as_bytes());
            match value {
                Value::Text(text) => {
                    bytes.extend_from_slice(format!("\r\n\r\n{text}").as_bytes());
                }
                Value::File(upload) => {
                    let (name, content) = upload
                        .as_ref()
                        .map_or(("", &[][..]), |upload| (&upload.name, &upload.bytes));
                    let head = format!(
                        "; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
                    );
                    bytes.extend_from_slice(head.as_bytes());
                    bytes.extend_from_slice(content);
                }
            }
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        Self {
            content_type: format!("multipart/form-data; boundary={BOUNDARY}"),
            bytes,
        }
    }
}

impl Page {
    /// What pressing the button of that name sends.
    #[track_caller]
    pub fn submission(
        &self,
        button: &str,
        near: Option<&str>,
        typed: &HashMap<usize, Typed>,
    ) -> Submission {
        let document = self.document();
        let mut buttons = submitters(&document);
        if let Some(near) = near {
            let place = smallest(&document, near).unwrap_or_else(|| self.lacks("place", near));
            buttons.retain(|button| {
                owner(&document, *button).is_some_and(|form| {
                    place.id() == form.id()
                        || form.ancestors().any(|ancestor| ancestor.id() == place.id())
                        || place.ancestors().any(|ancestor| ancestor.id() == form.id())
                })
            });
        }
        let pressed = *best(&buttons, button, |button| name_of(&document, *button))
            .unwrap_or_else(|| self.lacks("button", button));
        let form = owner(&document, pressed).unwrap_or_else(|| self.lacks("form around", button));
        let mut fields = fields(&document, form, typed);
        if let Some(name) = pressed.value().attr("name") {
            let value = pressed.value().attr("value").unwrap_or_default();
            fields.push((name.to_owned(), Value::Text(value.to_owned())));
        }
        self.encode(form, pressed, &fields)
    }

    fn encode(
        &self,
        form: ElementRef<'_>,
        pressed: ElementRef<'_>,
        fields: &[(String, Value)],
    ) -> Submission {
        let attr = |own: &str, general: &str| {
            pressed
                .value()
                .attr(own)
                .or_else(|| form.value().attr(general))
                .unwrap_or_default()
        };
        let mut url = self.url.join(attr("formaction", "action")).unwrap();
        let texts: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| match value {
                Value::Text(text) => (name.as_str(), text.as_str()),
                Value::File(upload) => (
                    name.as_str(),
                    upload.as_ref().map_or("", |upload| upload.name.as_str()),
                ),
            })
            .collect();
        if !attr("formmethod", "method").eq_ignore_ascii_case("post") {
            let query = Body::urlencoded(&texts);
            url.set_query(Some(std::str::from_utf8(&query.bytes).unwrap()));
            return Submission {
                method: Method::GET,
                url,
                body: None,
            };
        }
        let body = match attr("formenctype", "enctype") {
            "multipart/form-data" => Body::multipart(fields),
            _ => Body::urlencoded(&texts),
        };
        Submission {
            method: Method::POST,
            url,
            body: Some(body),
        }
    }
}

/// The smallest item, section or dialog that says `words`; a row of a table is one too.
fn smallest<'a>(document: &'a Html, words: &str) -> Option<ElementRef<'a>> {
    document
        .select(&css(
            "li, tr, section, article, dialog, [popover], form, fieldset",
        ))
        .filter(|place| text(*place).contains(words))
        .filter(|place| {
            place
                .select(&css("button, input[type=submit]"))
                .next()
                .is_some()
        })
        .min_by_key(|place| text(*place).len())
}

fn fields(
    document: &Html,
    form: ElementRef<'_>,
    typed: &HashMap<usize, Typed>,
) -> Vec<(String, Value)> {
    document
        .select(&css(CONTROLS))
        .enumerate()
        .filter(|(_, control)| owner(document, *control).is_some_and(|own| own.id() == form.id()))
        .filter(|(_, control)| !is_disabled(*control))
        .filter_map(|(index, control)| {
            let name = control.value().attr("name")?;
            let value = value(control, typed.get(&index))?;
            Some((name.to_owned(), value))
        })
        .collect()
}

fn is_disabled(control: ElementRef<'_>) -> bool {
    control.value().attr("disabled").is_some()
        || control
            .ancestors()
            .filter_map(ElementRef::wrap)
            .any(|around| {
                around.value().name() == "fieldset" && around.value().attr("disabled").is_some()
            })
}

fn value(control: ElementRef<'_>, typed: Option<&Typed>) -> Option<Value> {
    let element = control.value();
    let own = element.attr("value");
    let kind = (element.name(), element.attr("type").unwrap_or("text"));
    match kind {
        ("input", "checkbox" | "radio") => {
            let on = match typed {
                Some(Typed::Checked(on)) => *on,
                _ => element.attr("checked").is_some(),
            };
            on.then(|| Value::Text(own.unwrap_or("on").to_owned()))
        }
        ("input", "file") => Some(Value::File(match typed {
            Some(Typed::File(upload)) => Some(upload.clone()),
            _ => None,
        })),
        ("input", "submit" | "button" | "reset" | "image") => None,
        ("select", _) => Some(Value::Text(selected(control, typed))),
        ("textarea", _) => Some(Value::Text(match typed {
            Some(Typed::Text(text)) => line_ends(text),
            // A parser drops the first line end of a text area, and browsers send CRLF.
            _ => line_ends(&control.text().collect::<String>()),
        })),
        _ => Some(Value::Text(match typed {
            Some(Typed::Text(text)) => text.clone(),
            _ => own.unwrap_or_default().to_owned(),
        })),
    }
}

fn line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The value of the option that is chosen: by its text if a person did, else as the page says, else the first.
fn selected(control: ElementRef<'_>, typed: Option<&Typed>) -> String {
    let options: Vec<_> = control.select(&css("option")).collect();
    let wanted = match typed {
        Some(Typed::Text(label)) => options.iter().find(|option| text(**option) == *label),
        _ => options
            .iter()
            .find(|option| option.value().attr("selected").is_some())
            .or(options.first()),
    };
    wanted.map_or_else(String::new, |option| {
        option
            .value()
            .attr("value")
            .map_or_else(|| text(*option), str::to_owned)
    })
}
