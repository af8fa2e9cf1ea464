//! What a server's answer is worth: a video from where we asked, a video from its start, or none.
//!
//! Source: RFC 9110, 13.1.5 (If-Range), 14 (Range), 15.3.7 (206), 15.5.17 (416).

use std::time::Duration;

use futures::{StreamExt, stream};
use reqwest::{
    Response,
    header::{
        CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, HeaderMap,
        HeaderName, LAST_MODIFIED,
    },
};

use super::{Opened, SourceError, flow::flow};
use crate::{
    domain::error_code::{ErrorCode, Failure},
    remote::{
        content_range::ContentRange,
        http::{date, retry_after},
    },
};

/// How much younger than the answer a file must be at least for its date to tell it from a later one.
const SURELY_OLDER: Duration = Duration::from_secs(1);

/// What to do with an answer.
pub(super) enum Judged {
    /// Use it.
    Opened(Opened),
    /// The part is of no use: ask for the whole file.
    StartAnew,
}

/// Judges the answer to a request for the bytes from `from` on of the file that `validator` names.
pub(super) fn judge(response: Response, from: u64, validator: &str) -> Result<Judged, SourceError> {
    let headers = response.headers();
    match response.status().as_u16() {
        200 | 203 => {
            let total = text(headers, &CONTENT_LENGTH).and_then(|length| length.parse().ok());
            open(response, 0, total, total)
        }
        206 => match part(headers) {
            Some((first, last, total))
                if from > 0 && first == from && same_file(headers, validator) =>
            {
                // The rest of the file, even if this part ends earlier: the early end shows as an error.
                let rest = total.unwrap_or(last + 1) - from;
                let opened = open(response, from, total, Some(rest))?;
                Ok(named(opened, validator))
            }
            _ if from > 0 => Ok(Judged::StartAnew),
            _ => Err(SourceError::refused(
                "it sends a part although asked for all",
            )),
        },
        // The file ends where we stopped: nothing is left to fetch.
        416 if from > 0 => match unsatisfied(headers) {
            Some(total) if total == from => Ok(Judged::Opened(Opened {
                offset: from,
                total: Some(total),
                validator: Some(validator.to_owned()),
                content_type: None,
                stream: stream::empty().boxed(),
            })),
            _ => Ok(Judged::StartAnew),
        },
        status => Err(SourceError::status(status, retry_after(headers))),
    }
}

fn open(
    response: Response,
    offset: u64,
    total: Option<u64>,
    rest: Option<u64>,
) -> Result<Judged, SourceError> {
    let headers = response.headers();
    if let Some(coding) = text(headers, &CONTENT_ENCODING).filter(|coding| !is_plain(coding)) {
        return Err(SourceError::refused(&format!("it is packed as {coding}")));
    }
    let content_type = text(headers, &CONTENT_TYPE).map(str::to_owned);
    if let Some(kind) = content_type.as_deref().filter(|kind| is_no_video(kind)) {
        let detail = format!("The address returned {kind}, not a video.");
        return Err(SourceError::for_good(
            Failure::new(ErrorCode::NotAVideo).with_detail(detail),
        ));
    }
    if total == Some(0) {
        return Err(SourceError::for_good(Failure::new(ErrorCode::EmptyFile)));
    }
    Ok(Judged::Opened(Opened {
        offset,
        total,
        validator: validator(headers),
        content_type,
        stream: flow(response, rest).boxed(),
    }))
}

/// The same; a part need not name its version again when If-Range has named it (RFC 9110, section 15.3.7).
fn named(judged: Judged, held: &str) -> Judged {
    match judged {
        Judged::Opened(opened) => Judged::Opened(Opened {
            validator: opened.validator.or_else(|| Some(held.to_owned())),
            ..opened
        }),
        Judged::StartAnew => Judged::StartAnew,
    }
}

/// First byte, last byte and size of the whole file, of a sound 206 with a single part.
fn part(headers: &HeaderMap) -> Option<(u64, u64, Option<u64>)> {
    match ContentRange::parse(text(headers, &CONTENT_RANGE)?)? {
        ContentRange::Part { first, last, total } if total.is_none_or(|total| last < total) => {
            Some((first, last, total))
        }
        _ => None,
    }
}

fn unsatisfied(headers: &HeaderMap) -> Option<u64> {
    match ContentRange::parse(text(headers, &CONTENT_RANGE)?)? {
        ContentRange::Unsatisfied { total } => Some(total),
        ContentRange::Part { .. } => None,
    }
}

/// Whether a part belongs to the file that `held` names; some servers ignore If-Range.
fn same_file(headers: &HeaderMap, held: &str) -> bool {
    let now = if held.starts_with('"') {
        text(headers, &ETAG)
    } else {
        text(headers, &LAST_MODIFIED)
    };
    now.is_none_or(|now| now == held)
}

/// What names this version of the file for sure: only such a validator may stand in If-Range.
fn validator(headers: &HeaderMap) -> Option<String> {
    let etag = text(headers, &ETAG)
        .filter(|etag| etag.len() >= 2 && etag.starts_with('"') && etag.ends_with('"'));
    if let Some(etag) = etag {
        return Some(etag.to_owned());
    }
    let modified = text(headers, &LAST_MODIFIED)?;
    let sent = date(text(headers, &DATE)?)?;
    (sent - date(modified)? >= SURELY_OLDER).then(|| modified.to_owned())
}

/// `aws-chunked` is left over from the upload; the bytes are plain.
fn is_plain(coding: &str) -> bool {
    ["", "identity", "aws-chunked"]
        .iter()
        .any(|plain| coding.eq_ignore_ascii_case(plain))
}

/// Pages and data that say themselves what they are. Anything else may be a video, whatever it is called.
fn is_no_video(content_type: &str) -> bool {
    let kind = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    kind.starts_with("text/")
        || kind == "application/json"
        || kind == "application/xhtml+xml"
        || kind.ends_with("+json")
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_what_names_one_version_is_a_validator() {
        const OLD: (&str, &str) = ("last-modified", "Sun, 06 Nov 1994 08:49:37 GMT");
        const LATER: (&str, &str) = ("date", "Sun, 06 Nov 1994 08:49:38 GMT");
        for (lines, expected) in [
            (&[("etag", "\"a\"")][..], Some("\"a\"")),
            (&[("etag", "W/\"a\"")], None),
            (&[("etag", "a")], None),
            (&[("etag", "W/\"a\""), OLD, LATER], Some(OLD.1)),
            (&[OLD, LATER], Some(OLD.1)),
            (&[OLD, ("date", OLD.1)], None),
            (&[OLD], None),
            (&[("last-modified", "yesterday"), LATER], None),
            (&[], None),
        ] {
            assert_eq!(validator(&headers(lines)).as_deref(), expected, "{lines:?}");
        }
    }

    #[test]
    fn pages_and_data_are_no_videos() {
        for kind in [
            "text/html",
            "Text/HTML; charset=utf-8",
            "application/json",
            "text/plain",
            "application/problem+json",
        ] {
            assert!(is_no_video(kind), "{kind}");
        }
        for kind in [
            "video/mp4",
            "application/octet-stream",
            "binary/octet-stream",
            "application/mp4",
            "",
            "image/png",
        ] {
            assert!(!is_no_video(kind), "{kind}");
        }
    }
}
