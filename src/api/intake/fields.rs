//! The fields of a submission, read from JSON strictly or from multipart text leniently.

use serde_json::{Map, Value};

use crate::{
    api::error::{ApiError, Problems},
    domain::error_code::ErrorCode,
};

/// What a client asked for, before any rule is applied. Empty texts and null count as absent.
#[derive(Debug, Default, PartialEq)]
pub(in crate::api) struct Fields {
    pub(super) platforms: Vec<String>,
    pub(super) content: String,
    pub(super) video_url: Option<String>,
    pub(super) video_title: Option<String>,
    pub(super) video_description: Option<String>,
    pub(super) auto_approve: Option<bool>,
    pub(super) account: Option<String>,
    pub(super) callback_url: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) metadata: Option<Value>,
}

const PLATFORMS_NEEDED: &str = "platforms is required: [\"tiktok\"].";

impl Fields {
    /// Reads a JSON body.
    pub(in crate::api) fn from_json(body: &[u8]) -> Result<Self, ApiError> {
        let value: Value = serde_json::from_slice(body).map_err(|error| {
            ApiError::because(
                ErrorCode::InvalidJson,
                format!("The body is not valid JSON: {error}."),
            )
        })?;
        let Value::Object(map) = value else {
            let mut problems = Problems::default();
            problems.add("", "The body is not a JSON object.");
            problems.into_result()?;
            return Ok(Self::default());
        };
        let mut reader = JsonReader {
            map,
            problems: Problems::default(),
        };
        let fields = Self {
            platforms: reader.platforms(),
            content: reader.text("content").unwrap_or_default(),
            video_url: reader.text("video_url"),
            video_title: reader.text("video_title"),
            video_description: reader.text("video_description"),
            auto_approve: reader.flag("auto_approve"),
            account: reader.text("account"),
            callback_url: reader.text("callback_url"),
            external_id: reader.text("external_id"),
            metadata: reader.take("metadata"),
        };
        reader.problems.into_result()?;
        Ok(fields)
    }

    /// Reads the text parts of a multipart body, in any order. Names that are not ours are ignored.
    pub(in crate::api) fn from_parts(parts: &[(String, String)]) -> Result<Self, ApiError> {
        let mut fields = Self::default();
        let mut problems = Problems::default();
        let mut platforms_given = false;
        for (name, text) in parts {
            let text = text.as_str();
            let given = || Some(text.to_owned()).filter(|text| !text.trim().is_empty());
            match name.as_str() {
                "platforms" | "platforms[]" => {
                    platforms_given |= !text.trim().is_empty();
                    match platforms_of(text) {
                        Ok(names) => fields.platforms.extend(names),
                        Err(problem) => problems.add("platforms", problem),
                    }
                }
                "content" => text.clone_into(&mut fields.content),
                "video_url" => fields.video_url = given(),
                "video_title" => fields.video_title = given(),
                "video_description" => fields.video_description = given(),
                "account" => fields.account = given(),
                "callback_url" => fields.callback_url = given(),
                "external_id" => fields.external_id = given(),
                "auto_approve" => match text.trim().to_lowercase().as_str() {
                    "" => {}
                    "true" => fields.auto_approve = Some(true),
                    "false" => fields.auto_approve = Some(false),
                    _ => problems.add("auto_approve", "auto_approve is neither true nor false."),
                },
                "metadata" => match metadata_of(text) {
                    Ok(metadata) => fields.metadata = metadata,
                    Err(problem) => problems.add("metadata", problem),
                },
                _ => {}
            }
        }
        if !platforms_given {
            problems.add("platforms", PLATFORMS_NEEDED);
        }
        problems.into_result()?;
        Ok(fields)
    }
}

/// `tiktok`, or a JSON list.
fn platforms_of(text: &str) -> Result<Vec<String>, &'static str> {
    let text = text.trim();
    if text.starts_with('[') {
        return serde_json::from_str(text).map_err(|_| "platforms is not a JSON list of texts.");
    }
    Ok(Some(text.to_owned())
        .filter(|text| !text.is_empty())
        .into_iter()
        .collect())
}

fn metadata_of(text: &str) -> Result<Option<Value>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    serde_json::from_str::<Value>(text)
        .map(|value| Some(value).filter(|value| !value.is_null()))
        .map_err(|_| "metadata is not JSON.")
}

struct JsonReader {
    map: Map<String, Value>,
    problems: Problems,
}

impl JsonReader {
    fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    fn text(&mut self, name: &str) -> Option<String> {
        if let Value::String(text) = self.take(name)? {
            return Some(text).filter(|text| !text.trim().is_empty());
        }
        self.problems.add(name, format!("{name} is not a text."));
        None
    }

    fn flag(&mut self, name: &str) -> Option<bool> {
        if let Value::Bool(flag) = self.take(name)? {
            return Some(flag);
        }
        self.problems
            .add(name, format!("{name} is neither true nor false."));
        None
    }

    fn platforms(&mut self) -> Vec<String> {
        let Some(value) = self.take("platforms") else {
            self.problems.add("platforms", PLATFORMS_NEEDED);
            return Vec::new();
        };
        serde_json::from_value(value).unwrap_or_else(|_| {
            self.problems
                .add("platforms", "platforms is not a list of texts.");
            Vec::new()
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn json(value: &Value) -> Result<Fields, ApiError> {
        Fields::from_json(value.to_string().as_bytes())
    }

    fn parts(parts: &[(&str, &str)]) -> Result<Fields, ApiError> {
        let parts: Vec<_> = parts
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Fields::from_parts(&parts)
    }

    #[test]
    fn null_and_empty_texts_are_absent() {
        let fields = json(&json!({
            "platforms": ["tiktok"], "content": null, "video_url": "", "auto_approve": null,
            "metadata": null, "something_else": 7
        }))
        .unwrap();
        let bare = Fields {
            platforms: vec!["tiktok".into()],
            ..Fields::default()
        };
        assert_eq!(fields, bare);
    }

    #[test]
    fn json_types_are_strict() {
        for (field, wrong) in [
            ("content", json!(1)),
            ("platforms", json!("tiktok")),
            ("platforms", json!([1])),
            ("auto_approve", json!("true")),
            ("video_url", json!({})),
        ] {
            let mut body = json!({ "platforms": ["tiktok"] });
            body[field] = wrong;
            assert!(json(&body).is_err(), "{field}");
        }
        assert!(Fields::from_json(b"{").is_err());
        assert!(Fields::from_json(b"[]").is_err());
    }

    #[test]
    fn multipart_takes_platforms_as_a_name_or_a_list() {
        for text in ["tiktok", "[\"tiktok\"]", " tiktok "] {
            let fields = parts(&[("platforms", text), ("auto_approve", "True")]).unwrap();
            assert_eq!(fields.platforms, ["tiktok"]);
            assert_eq!(fields.auto_approve, Some(true));
        }
        assert!(parts(&[]).is_err());
        assert!(parts(&[("platforms", "[1]")]).is_err());
        assert!(parts(&[("platforms", "tiktok"), ("metadata", "{")]).is_err());
        assert!(parts(&[("platforms", "tiktok"), ("auto_approve", "yes")]).is_err());
    }
}
