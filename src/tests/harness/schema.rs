//! Compares JSON with a schema of the OpenAPI document: as much of JSON Schema as that document uses.

use serde_json::Value;

/// What of `value` does not fit `schema`, each with its place. `document` is where references lead.
pub fn misfits(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(document, schema, value, "$", &mut found);
    found
}

fn look(document: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(place) = schema["$ref"].as_str() {
        let pointer = place.trim_start_matches('#');
        let target = document
            .pointer(pointer)
            .expect("the reference leads somewhere");
        look(document, target, value, at, found);
    }
    for part in list(&schema["allOf"]) {
        look(document, part, value, at, found);
    }
    for choice in ["oneOf", "anyOf"] {
        let choices = list(&schema[choice]);
        let fits = |schema: &Value| misfits(document, schema, value).is_empty();
        if !choices.is_empty() && !choices.iter().any(fits) {
            found.push(format!("{at}: {value} fits no choice"));
        }
    }
    if !schema["enum"].is_null() && !list(&schema["enum"]).contains(value) {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        Value::Null => Vec::new(),
        kind => vec![kind.clone()],
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(value, kind.as_str().unwrap())) {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    for name in list(&schema["required"]) {
        let name = name.as_str().unwrap();
        if value.is_object() && value.get(name).is_none() {
            found.push(format!("{at}: {name} is missing"));
        }
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = value.get(name) {
            look(document, schema, value, &format!("{at}.{name}"), found);
        }
    }
    for (index, item) in list(value).iter().enumerate() {
        if !schema["items"].is_null() {
            look(
                document,
                &schema["items"],
                item,
                &format!("{at}[{index}]"),
                found,
            );
        }
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "object" => value.is_object(),
        "array" => value.is_array(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the schema names a type {other}"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
