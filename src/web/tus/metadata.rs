//! `Upload-Metadata` and the other headers of tus 1.0.0, read and written. Pure.

use std::collections::HashSet;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use http::HeaderMap;
use time::macros::format_description;

use crate::{
    domain::{clock::Timestamp, error_code::ErrorCode},
    service::{ServiceError, uploads::Announced},
};

/// The longest `Upload-Metadata`, in bytes: four times what the longest caption takes.
const LONGEST: usize = 48 * 1024;

/// Standard base64; some clients leave the padding away.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The version of the protocol.
pub(super) const VERSION: &str = "1.0.0";

/// Reads what a client announces from the headers of a creation.
///
/// # Errors
/// [`ErrorCode::InvalidTusHeader`] if they are not written as the protocol says; [`ErrorCode::InvalidField`] if
/// `auto_approve` is neither `true` nor `false`.
pub(in crate::web) fn announced(headers: &HeaderMap) -> Result<Announced, ServiceError> {
    if headers.contains_key("upload-defer-length") {
        return Err(wrong(
            "Upload-Defer-Length is not supported: announce the size with Upload-Length.",
        ));
    }
    let total_bytes = amount(headers, "upload-length")?;
    let metadata = text(headers, "upload-metadata")?.unwrap_or_default();
    let mut announced = Announced {
        total_bytes,
        metadata: metadata.to_owned(),
        ..Announced::default()
    };
    for (key, value) in pairs(metadata)? {
        let value = || {
            String::from_utf8(value).map_err(|_| {
                wrong(format!(
                    "The value of {key} in Upload-Metadata is not UTF-8."
                ))
            })
        };
        match key {
            "filename" => announced.file_name = Some(value()?),
            "filetype" => announced.file_type = Some(value()?),
            "caption" => announced.caption = value()?,
            "account" => announced.account = Some(value()?),
            "auto_approve" => announced.auto_approve = flag(&value()?)?,
            // Clients may send along whatever they like; it is only given back.
            _ => {}
        }
    }
    Ok(announced)
}

/// A header that holds a whole number of bytes.
///
/// # Errors
/// [`ErrorCode::InvalidTusHeader`] if it is missing or anything else.
pub(super) fn amount(headers: &HeaderMap, name: &str) -> Result<u64, ServiceError> {
    let said = text(headers, name)?
        .ok_or_else(|| wrong(format!("The header {} is missing.", title(name))))?;
    whole(said).ok_or_else(|| {
        wrong(format!(
            "The header {} is not a whole number of bytes.",
            title(name)
        ))
    })
}

/// Digits alone: `u64` would also read a sign.
fn whole(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // More than any integer holds is still a number, only too large a one.
    let digits = text.trim_start_matches('0');
    Some(match digits {
        "" => 0,
        digits => digits.parse().unwrap_or(u64::MAX),
    })
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>, ServiceError> {
    let mut values = headers.get_all(name).iter();
    let Some(value) = values.next() else {
        return Ok(None);
    };
    if values.next().is_some() {
        return Err(wrong(format!("The header {} stands twice.", title(name))));
    }
    value
        .to_str()
        .map(Some)
        .map_err(|_| wrong(format!("The header {} is not ASCII text.", title(name))))
}

/// Keys with their decoded values, in the order in which they stand.
fn pairs(metadata: &str) -> Result<Vec<(&str, Vec<u8>)>, ServiceError> {
    if metadata.len() > LONGEST {
        return Err(wrong(format!(
            "Upload-Metadata has more than {LONGEST} bytes."
        )));
    }
    let mut pairs: Vec<(&str, Vec<u8>)> = Vec::new();
    // Thousands of keys fit into one header: each is looked up, not compared with all before it.
    let mut known = HashSet::new();
    if metadata.trim().is_empty() {
        return Ok(pairs);
    }
    for pair in metadata.split(',') {
        let (key, value) = pair.trim().split_once(' ').unwrap_or((pair.trim(), ""));
        if key.is_empty() {
            return Err(wrong("Upload-Metadata has a value without a key."));
        }
        if !known.insert(key) {
            return Err(wrong(format!("Upload-Metadata has {} twice.", short(key))));
        }
        let value = BASE64.decode(value.trim()).map_err(|_| {
            wrong(format!(
                "The value of {} in Upload-Metadata is not base64.",
                short(key)
            ))
        })?;
        pairs.push((key, value));
    }
    Ok(pairs)
}

fn flag(text: &str) -> Result<bool, ServiceError> {
    match text {
        "true" => Ok(true),
        "false" | "" => Ok(false),
        _ => Err(ServiceError::field(
            ErrorCode::InvalidField,
            "auto_approve",
            "auto_approve is neither true nor false.",
        )),
    }
}

fn wrong(problem: impl Into<String>) -> ServiceError {
    ServiceError::because(ErrorCode::InvalidTusHeader, problem)
}

/// `upload-length` as people write it.
fn title(name: &str) -> String {
    name.split('-')
        .map(crate::web::format::capital)
        .collect::<Vec<_>>()
        .join("-")
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A moment as HTTP writes it: `Sun, 22 Nov 2026 17:18:09 GMT`.
pub(super) fn http_date(moment: Timestamp) -> Option<String> {
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    moment.to_utc().format(&format).ok()
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;
    use http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_str(value).unwrap(),
                )
            })
            .collect()
    }

    fn code_of(error: &ServiceError) -> ErrorCode {
        error.failure().code
    }

    #[test]
    fn what_the_page_sends_is_read() {
        let metadata = [
            ("filename", "pier ä.mp4"),
            ("filetype", "video/mp4"),
            ("caption", "ยามเช้า 🎬"),
            ("account", "harbour"),
            ("auto_approve", "true"),
            ("else", "ignored"),
        ]
        .map(|(key, value)| format!("{key} {}", BASE64_STANDARD.encode(value)))
        .join(",");
        let read = announced(&headers(&[
            ("upload-length", "48000000"),
            ("upload-metadata", &metadata),
        ]))
        .unwrap();
        assert_eq!(read.total_bytes, 48_000_000);
        assert_eq!(read.file_name.as_deref(), Some("pier ä.mp4"));
        assert_eq!(read.file_type.as_deref(), Some("video/mp4"));
        assert_eq!(read.caption, "ยามเช้า 🎬");
        assert_eq!(read.account.as_deref(), Some("harbour"));
        assert!(read.auto_approve);
        assert_eq!(read.metadata, metadata);
    }

    #[test]
    fn broken_metadata_is_named() {
        for (metadata, says) in [
            ("caption !!!", "caption in Upload-Metadata is not base64"),
            ("caption YQ==,caption YQ==", "has caption twice"),
            ("caption YQ==,,", "without a key"),
            (",", "without a key"),
            ("caption /w==", "caption in Upload-Metadata is not UTF-8"),
            ("auto_approve bWF5YmU=", "neither true nor false"),
        ] {
            let given = headers(&[("upload-length", "1"), ("upload-metadata", metadata)]);
            let error = announced(&given).unwrap_err();
            assert!(
                error.failure().message().contains(says),
                "{metadata}: {error}"
            );
        }
        let read = announced(&headers(&[
            ("upload-length", "1"),
            ("upload-metadata", "caption YQ, is_draft"),
        ]))
        .unwrap();
        assert_eq!(read.caption, "a");
    }

    #[test]
    fn lengths_are_digits() {
        for (said, read) in [("0", 0), ("007", 7), ("18446744073709551616", u64::MAX)] {
            let given = headers(&[("upload-length", said)]);
            assert_eq!(amount(&given, "upload-length").unwrap(), read);
        }
        for said in ["", "-1", "+1", "1.5", "1e3", "0x10", "1 2", "many"] {
            let given = headers(&[("upload-offset", said)]);
            let error = amount(&given, "upload-offset").unwrap_err();
            assert_eq!(code_of(&error), ErrorCode::InvalidTusHeader, "{said}");
            assert!(error.failure().message().contains("Upload-Offset"));
        }
        let mut twice = headers(&[("upload-offset", "1")]);
        twice.append("upload-offset", HeaderValue::from_static("2"));
        assert!(amount(&twice, "upload-offset").is_err());
    }

    #[test]
    fn moments_are_written_as_http_does() {
        assert_eq!(
            http_date(Timestamp::from_seconds(1_795_367_889)).as_deref(),
            Some("Sun, 22 Nov 2026 17:18:09 GMT")
        );
    }

    proptest! {
        #[test]
        fn any_caption_comes_through(caption in "\\PC*", name in "\\PC{0,80}", approve: bool) {
            let metadata = format!(
                "caption {},filename {},auto_approve {}",
                BASE64_STANDARD.encode(&caption),
                BASE64_STANDARD.encode(&name),
                BASE64_STANDARD.encode(approve.to_string()),
            );
            let given = headers(&[("upload-length", "1"), ("upload-metadata", &metadata)]);
            let read = announced(&given).unwrap();
            prop_assert_eq!(read.caption, caption);
            prop_assert_eq!(read.file_name, Some(name));
            prop_assert_eq!(read.auto_approve, approve);
        }

        #[test]
        fn no_header_does_harm(length in "[ -~]{0,30}", metadata in "[ -~]{0,200}") {
            let given = headers(&[("upload-length", &length), ("upload-metadata", &metadata)]);
            if let Err(error) = announced(&given) {
                prop_assert!(matches!(
                    code_of(&error),
                    ErrorCode::InvalidTusHeader | ErrorCode::InvalidField
                ));
            }
        }

        #[test]
        fn any_amount_comes_through(bytes: u64) {
            let given = headers(&[("upload-offset", &bytes.to_string())]);
            prop_assert_eq!(amount(&given, "upload-offset").unwrap(), bytes);
        }
    }
}
