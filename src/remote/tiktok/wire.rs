//! What TikTok's JSON looks like, loosely read: numbers may come as strings, error objects in three shapes.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A text, or a number as text; ids are 19 digits long, and TikTok sends them both ways.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, or one written as text.
pub(super) fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// For fields that are texts or numbers.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<String>, D::Error> {
    Ok(text(&Value::deserialize(from)?))
}

/// For fields that are numbers, or texts with one.
pub(super) fn optional_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(number(&Value::deserialize(from)?))
}

/// What TikTok complains about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Complaint {
    /// Verbatim; empty if there is none.
    pub code: String,
    /// Verbatim; empty if there is none.
    pub message: String,
    pub log_id: Option<String>,
}

impl Complaint {
    /// Reads `{error: {code, message, log_id}}` and `{error, error_description, log_id}`; none if all is well.
    pub(super) fn read(body: &Value) -> Option<Self> {
        let (code, about, message) = match &body["error"] {
            error @ Value::Object(_) => (text(&error["code"])?, error, &error["message"]),
            error @ Value::String(_) => (text(error)?, body, &body["error_description"]),
            _ => return None,
        };
        if code.eq_ignore_ascii_case("ok") {
            return None;
        }
        let log_id = ["log_id", "logid"]
            .into_iter()
            .find_map(|key| text(&about[key]).or_else(|| text(&body[key])));
        Some(Self {
            code: shorten(&code, 100),
            message: shorten(&text(message).unwrap_or_default(), 300),
            log_id: log_id.map(|id| shorten(&id, 100)),
        })
    }
}

/// The first `most` characters, on one line.
pub(super) fn shorten(text: &str, most: usize) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(most)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn complaints_come_in_several_shapes() {
        let known = |code: &str, message: &str, log_id: Option<&str>| {
            Some(Complaint {
                code: code.into(),
                message: message.into(),
                log_id: log_id.map(Into::into),
            })
        };
        let read = |body| Complaint::read(&body);
        assert_eq!(
            read(
                json!({"data": {}, "error": {"code": "invalid_params", "message": "bad", "log_id": "L1"}})
            ),
            known("invalid_params", "bad", Some("L1"))
        );
        assert_eq!(
            read(json!({"error": {"code": "x", "message": "", "logid": "L2"}})),
            known("x", "", Some("L2"))
        );
        assert_eq!(
            read(json!({"error": "invalid_grant", "error_description": "spent", "log_id": "L3"})),
            known("invalid_grant", "spent", Some("L3"))
        );
        assert_eq!(
            read(json!({"error": {"code": 10_007}})),
            known("10007", "", None)
        );
        for fine in [
            json!({"data": {}, "error": {"code": "ok", "message": "", "log_id": "L"}}),
            json!({"access_token": "act.x", "error": ""}),
            json!({"error": null}),
            json!({"error": {}}),
            json!({}),
            json!([]),
            json!("error"),
        ] {
            assert_eq!(read(fine.clone()), None, "{fine}");
        }
    }

    #[test]
    fn long_ids_keep_every_digit() {
        let body: Value =
            serde_json::from_str(r#"[7602997070760331285, "7602997070760331286", "", null]"#)
                .unwrap();
        assert_eq!(text(&body[0]).as_deref(), Some("7602997070760331285"));
        assert_eq!(text(&body[1]).as_deref(), Some("7602997070760331286"));
        assert_eq!((text(&body[2]), text(&body[3])), (None, None));
    }
}
