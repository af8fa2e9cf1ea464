//! Form fields, as they stand in a query or in a body.

use std::fmt::Write as _;

use axum::http::{HeaderMap, header};
use url::form_urlencoded;

/// Names and values in the order they came.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=b&c=d`.
    pub(crate) fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// Reads a query, if there is one.
    pub(crate) fn of_query(query: Option<&str>) -> Self {
        Self::read(query.unwrap_or_default().as_bytes())
    }

    /// Reads a body, if its media type says that it is a form.
    pub(crate) fn of_body(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let (kind, _) = media_type(headers);
        (kind == "application/x-www-form-urlencoded").then(|| Self::read(body))
    }

    /// The first value that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Every value.
    pub(crate) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A name that stands more than once.
    pub(crate) fn repeated(&self) -> Option<&str> {
        let mut names: Vec<_> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names
            .windows(2)
            .find(|pair| pair[0] == pair[1])
            .map(|pair| pair[0])
    }
}

/// The media type and its parameters, in lower case.
pub(crate) fn media_type(headers: &HeaderMap) -> (String, String) {
    let text = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let text = text.unwrap_or_default().to_ascii_lowercase();
    let (kind, parameters) = text.split_once(';').unwrap_or((&text, ""));
    (kind.trim().to_owned(), parameters.trim().to_owned())
}

/// The token of `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// `address` with more parameters in its query.
pub(crate) fn with_query(address: &str, more: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(more)
        .finish();
    let joint = if address.contains('?') { '&' } else { '?' };
    let mut whole = address.to_owned();
    let _ = write!(whole, "{joint}{query}");
    whole
}
