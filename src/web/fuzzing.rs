//! Doors into this floor for the fuzz targets of `src/tests/fuzz`, which are a crate of their own.

use std::ops::RangeInclusive;

use http::{HeaderMap, HeaderValue};

use super::{
    next,
    range::{Asked, asked},
    tus,
};

/// The part that a `Range` header names in something of `size` bytes; none for the whole or nothing.
#[must_use]
pub fn range(header: &str, size: u64) -> Option<RangeInclusive<u64>> {
    match asked(Some(header), size) {
        Asked::Part(range) => Some(range),
        Asked::Whole | Asked::Unsatisfiable => None,
    }
}

/// Where `next` leads after signing in, if it leads nowhere else than here.
#[must_use]
pub fn own_path(next: &str) -> Option<String> {
    next::own_path(Some(next))
}

/// What the headers of a new upload announce: its bytes and its caption; none if they say nothing that can be done.
#[must_use]
pub fn announced(length: &str, metadata: &str) -> Option<(u64, String)> {
    let mut headers = HeaderMap::new();
    for (name, value) in [("upload-length", length), ("upload-metadata", metadata)] {
        headers.insert(name, HeaderValue::from_str(value).ok()?);
    }
    let announced = tus::metadata::announced(&headers).ok()?;
    Some((announced.total_bytes, announced.caption))
}
