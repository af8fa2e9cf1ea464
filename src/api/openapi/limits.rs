//! What the code checks by hand and no type says: the forms of texts.

use serde_json::{Value, json};

use super::operations;
use crate::domain::status::Status;

/// An http or https address. An empty text counts as absent.
const ADDRESS: &str = r"^\s*([Hh][Tt][Tt][Pp][Ss]?://\S+)?\s*$";
/// `next_cursor` as lists give it.
const CURSOR: &str =
    "^([0-9]{1,14}\\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})?$";
/// Visible ASCII characters.
const IDEMPOTENCY_KEY: &str = "^[!-~]{1,255}$";

/// Writes them into the document.
pub(super) fn describe(document: &mut Value) {
    bodies(&mut document["components"]["schemas"]);
    for (_, _, operation) in operations(document) {
        let parameters = operation
            .get_mut("parameters")
            .and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            let schema = match parameter["name"].as_str().unwrap_or_default() {
                "status" => json!({ "type": "string", "pattern": statuses() }),
                // An empty text counts as absent.
                "limit" => json!({ "type": ["integer", "string"], "minimum": 1, "maxLength": 0 }),
                "cursor" => json!({ "type": "string", "pattern": CURSOR }),
                "Idempotency-Key" => json!({ "type": "string", "pattern": IDEMPOTENCY_KEY }),
                _ => continue,
            };
            parameter["schema"] = schema;
        }
    }
}

fn bodies(schemas: &mut Value) {
    let json = &mut schemas["SubmitRequest"]["properties"];
    json["platforms"]["items"]["enum"] = json!(["tiktok"]);
    json["video_url"]["pattern"] = json!(ADDRESS);
    json["callback_url"]["pattern"] = json!(ADDRESS);
    json["metadata"]["additionalProperties"] = json!(true);
    let form = &mut schemas["SubmitForm"];
    for (name, field) in form["properties"].as_object_mut().into_iter().flatten() {
        // A part is a text; there is no null.
        field["type"] = json!("string");
        match name.as_str() {
            "platforms" => field["enum"] = json!(["tiktok", "[\"tiktok\"]"]),
            "auto_approve" => field["enum"] = json!(["", "true", "false"]),
            "video_url" | "callback_url" => field["pattern"] = json!(ADDRESS),
            "external_id" => field["maxLength"] = json!(255),
            "metadata" => {
                field["contentMediaType"] = json!("application/json");
                field["examples"] = json!(["{\"campaign\": 7}"]);
            }
            _ => {}
        }
    }
    // Names stand in the head of a part; `intake/multipart.rs` obeys the same.
    form["propertyNames"] = json!({ "pattern": r"^[ !#-\[\]-~]*$" });
    schemas["ErrorObject"]["properties"]["details"] = json!({
        "description": "The fields that are wrong, or TikTok's own words.",
        "oneOf": [
            { "type": "array", "items": { "$ref": "#/components/schemas/FieldProblem" } },
            { "$ref": "#/components/schemas/TikTokWords" },
        ],
    });
}

fn statuses() -> String {
    let names: Vec<&str> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let names = names.join("|");
    format!("^({names})?(,({names})?)*$")
}
