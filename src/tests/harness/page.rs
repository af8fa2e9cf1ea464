//! A page as a person without a script meets it: headings, links, fields and buttons by the names they see.

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use url::Url;

/// An answer that a browser shows.
#[derive(Debug, Clone)]
pub struct Page {
    /// After all redirects.
    pub url: Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
}

/// Elements that hold a value of a form.
pub const CONTROLS: &str = "input, textarea, select";

impl Page {
    pub fn new(url: Url, status: u16, headers: HeaderMap, html: String) -> Self {
        Self {
            url,
            status,
            headers,
            html,
        }
    }

    /// The empty page that a browser begins with.
    pub fn blank(base: &str) -> Self {
        Self::new(
            Url::parse(base).unwrap(),
            200,
            HeaderMap::new(),
            String::new(),
        )
    }

    pub fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// Path and query.
    pub fn path(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    /// The text of the first element that `selector` finds.
    pub fn text_of(&self, selector: &str) -> String {
        self.document()
            .select(&css(selector))
            .next()
            .map(text)
            .unwrap_or_default()
    }

    /// An attribute of the first element that `selector` finds.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let document = self.document();
        let found = document.select(&css(selector)).next();
        let element = found.unwrap_or_else(|| panic!("no {selector} at {}", self.url));
        element.value().attr(name).unwrap_or_default().to_owned()
    }

    /// All that can be read, in one line.
    pub fn text(&self) -> String {
        self.text_of("body")
    }

    pub fn title(&self) -> String {
        self.text_of("title")
    }

    pub fn heading(&self) -> String {
        self.text_of("h1")
    }

    /// Whether the page says so.
    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// Fails with the page's words unless it says so.
    #[track_caller]
    pub fn must_say(&self, words: &str) {
        assert!(
            self.says(words),
            "{} ({}) does not say {words:?}:\n{}",
            self.url,
            self.status,
            self.text()
        );
    }

    /// Where the link of that name leads.
    #[track_caller]
    pub fn link(&self, name: &str) -> Url {
        let document = self.document();
        let links: Vec<_> = document.select(&css("a[href]")).collect();
        let link = best(&links, name, |link| name_of(&document, *link))
            .unwrap_or_else(|| self.lacks("link", name));
        self.url.join(link.value().attr("href").unwrap()).unwrap()
    }

    /// Whether there is a button of that name that sends a form.
    pub fn has_button(&self, name: &str) -> bool {
        let document = self.document();
        submitters(&document)
            .iter()
            .any(|button| name_of(&document, *button) == name)
    }

    /// The control of that label, by its place among all controls.
    #[track_caller]
    pub fn control(&self, label: &str) -> usize {
        let document = self.document();
        let controls: Vec<_> = document
            .select(&css(CONTROLS))
            .enumerate()
            .filter(|(_, control)| control.value().attr("type") != Some("hidden"))
            .collect();
        best(&controls, label, |(_, control)| {
            name_of(&document, *control)
        })
        .unwrap_or_else(|| self.lacks("field", label))
        .0
    }

    /// The radio buttons that exclude this one.
    pub fn group(&self, control: usize) -> Vec<usize> {
        let document = self.document();
        let controls: Vec<_> = document.select(&css(CONTROLS)).collect();
        let name = controls[control].value().attr("name");
        let form = owner(&document, controls[control]).map(|form| form.id());
        controls
            .iter()
            .enumerate()
            .filter(|(_, other)| other.value().attr("type") == Some("radio"))
            .filter(|(_, other)| other.value().attr("name") == name)
            .filter(|(_, other)| owner(&document, **other).map(|form| form.id()) == form)
            .map(|(index, _)| index)
            .collect()
    }

    #[track_caller]
    pub fn lacks(&self, kind: &str, name: &str) -> ! {
        panic!(
            "{} ({}) has no {kind} {name:?}:\n{}",
            self.url,
            self.status,
            self.text()
        )
    }
}

/// A selector that is known to be right.
pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// What can be read in an element, in one line.
pub fn text(element: ElementRef<'_>) -> String {
    element
        .text()
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Buttons that send a form.
pub fn submitters(document: &Html) -> Vec<ElementRef<'_>> {
    document
        .select(&css("button, input[type=submit]"))
        .filter(|button| !matches!(button.value().attr("type"), Some("button" | "reset")))
        .filter(|button| button.value().attr("disabled").is_none())
        .collect()
}

/// The form that an element belongs to.
pub fn owner<'a>(document: &'a Html, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
    match element.value().attr("form") {
        Some(id) => by_id(document, id),
        None => element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|ancestor| ancestor.value().name() == "form"),
    }
}

fn by_id<'a>(document: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    document
        .select(&css("[id]"))
        .find(|element| element.value().attr("id") == Some(id))
}

/// The accessible name, as far as these pages need the rules for it.
pub fn name_of(document: &Html, element: ElementRef<'_>) -> String {
    let value = element.value();
    if let Some(ids) = value.attr("aria-labelledby") {
        return ids
            .split_whitespace()
            .filter_map(|id| by_id(document, id))
            .map(text)
            .collect::<Vec<_>>()
            .join(" ");
    }
    if let Some(label) = value.attr("aria-label") {
        return label.to_owned();
    }
    if matches!(value.name(), "button" | "a") {
        let words = text(element);
        return match value.attr("title") {
            Some(title) if words.is_empty() => title.to_owned(),
            _ => words,
        };
    }
    let by_for = value.attr("id").and_then(|id| {
        document
            .select(&css("label[for]"))
            .find(|label| label.value().attr("for") == Some(id))
    });
    let around = || {
        element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|ancestor| ancestor.value().name() == "label")
    };
    by_for.or_else(around).map(text).unwrap_or_default()
}

/// The one of exactly that name, else the first whose name begins so, else the first that contains it.
pub fn best<'a, T>(all: &'a [T], name: &str, name_of: impl Fn(&T) -> String) -> Option<&'a T> {
    let named: Vec<_> = all.iter().map(|one| (one, name_of(one))).collect();
    let find =
        |fits: &dyn Fn(&str) -> bool| named.iter().find(|(_, own)| fits(own)).map(|(one, _)| *one);
    find(&|own| own == name)
        .or_else(|| find(&|own| own.starts_with(name)))
        .or_else(|| find(&|own| own.contains(name)))
}
