//! The headers that many answers carry, once, and which answer carries which.

use serde_json::{Value, json};

use super::operations;

/// Describes the headers and names them at the answers.
pub(super) fn describe(document: &mut Value) {
    document["components"]["headers"] = json!({
        "X-Request-Id": header("A name for this request, the same as in the error object and in the log.", &json!({ "type": "string" })),
        "X-RateLimit-Limit": header("How many requests the key may make in a minute. Absent where there is no limit.", &whole()),
        "X-RateLimit-Remaining": header("How many of them are left.", &whole()),
        "X-RateLimit-Reset": header("With 429: seconds until the next request passes.", &whole()),
        "Retry-After": header("Seconds after which to come back.", &whole()),
        "WWW-Authenticate": header("How to show who calls.", &json!({ "type": "string" })),
    });
    for (_, _, operation) in operations(document) {
        let keyed = operation["security"].is_array();
        let Some(answers) = operation["responses"].as_object_mut() else {
            continue;
        };
        for (status, answer) in answers {
            let mut names = vec!["X-Request-Id"];
            // A key that is not valid is not counted.
            if keyed && status != "401" {
                names.extend(["X-RateLimit-Limit", "X-RateLimit-Remaining"]);
            }
            match status.as_str() {
                "401" => names.push("WWW-Authenticate"),
                "409" | "507" => names.push("Retry-After"),
                "429" => names.extend(["Retry-After", "X-RateLimit-Reset"]),
                _ => {}
            }
            for name in names {
                answer["headers"][name] = json!({ "$ref": format!("#/components/headers/{name}") });
            }
        }
    }
}

fn header(words: &str, schema: &Value) -> Value {
    json!({ "description": words, "schema": schema })
}

fn whole() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
