//! Workflows for n8n, with this server's address filled in and nothing secret in them.

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

use crate::service::Context;

const BY_ADDRESS: &str = include_str!("../../public/n8n/workflow.json");
const AS_FILE: &str = include_str!("../../public/n8n/workflow-file.json");

/// What stands for the address in the files.
const ADDRESS: &str = "%PUBLIC_URL%";

/// `GET /n8n/workflow.json`: hands over the address of a video and waits for the outcome.
pub(super) async fn by_address(State(ctx): State<Context>) -> Response {
    answer(BY_ADDRESS, "ai-video-uploader.json", &ctx)
}

/// `GET /n8n/workflow-file.json`: the same with the video as a file.
pub(super) async fn as_file(State(ctx): State<Context>) -> Response {
    answer(AS_FILE, "ai-video-uploader-file.json", &ctx)
}

fn answer(workflow: &str, name: &str, ctx: &Context) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
        (CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, filled_in(workflow, &ctx.settings.public_url)).into_response()
}

fn filled_in(workflow: &str, public_url: &str) -> String {
    let address = serde_json::Value::from(public_url).to_string();
    workflow.replace(ADDRESS, address.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde_json::Value;

    use super::*;

    fn workflows() -> [Value; 2] {
        [BY_ADDRESS, AS_FILE].map(|text| {
            let text = filled_in(text, "https://clips.example/a\"b");
            assert!(!text.contains('%'), "{text}");
            serde_json::from_str(&text).unwrap()
        })
    }

    /// The nodes by name.
    fn nodes(workflow: &Value) -> BTreeMap<&str, &Value> {
        let nodes = workflow["nodes"].as_array().unwrap();
        nodes
            .iter()
            .map(|node| (node["name"].as_str().unwrap(), node))
            .collect()
    }

    #[test]
    fn every_node_is_a_standard_one_of_a_known_version() {
        let known = BTreeMap::from([
            ("manualTrigger", 1.0),
            ("set", 3.4),
            ("httpRequest", 4.2),
            ("wait", 1.1),
            ("if", 2.2),
            ("noOp", 1.0),
            ("stopAndError", 1.0),
            ("stickyNote", 1.0),
        ]);
        for workflow in workflows() {
            let mut ids = BTreeSet::new();
            for (name, node) in nodes(&workflow) {
                let kind = node["type"].as_str().unwrap();
                let kind = kind.strip_prefix("n8n-nodes-base.").unwrap();
                assert_eq!(
                    node["typeVersion"].as_f64(),
                    known.get(kind).copied(),
                    "{name}"
                );
                assert!(
                    ids.insert(node["id"].as_str().unwrap().to_owned()),
                    "{name}"
                );
                assert_eq!(node["position"].as_array().unwrap().len(), 2, "{name}");
            }
            assert_eq!(workflow["settings"]["executionOrder"], "v1");
        }
    }

    #[test]
    fn every_connection_leads_to_a_node_and_every_node_but_the_note_is_reached() {
        for workflow in workflows() {
            let nodes = nodes(&workflow);
            let mut reached = BTreeSet::from(["Start", "Read me"]);
            for (from, outputs) in workflow["connections"].as_object().unwrap() {
                assert!(nodes.contains_key(from.as_str()), "{from}");
                for output in outputs["main"].as_array().unwrap() {
                    for link in output.as_array().unwrap() {
                        let to = link["node"].as_str().unwrap();
                        assert!(nodes.contains_key(to), "{from} to {to}");
                        reached.insert(to);
                    }
                }
            }
            let all: BTreeSet<_> = nodes.keys().copied().collect();
            assert_eq!(reached, all);
        }
    }

    #[test]
    fn our_address_is_called_with_a_credential_and_no_secret() {
        for workflow in workflows() {
            let mut ours = 0;
            for (name, node) in nodes(&workflow) {
                let url = node["parameters"]["url"].as_str().unwrap_or_default();
                let is_ours = url.starts_with("https://clips.example/a\"b/");
                ours += u8::from(is_ours);
                assert_eq!(node["credentials"].is_object(), is_ours, "{name}");
                if is_ours {
                    assert_eq!(node["parameters"]["genericAuthType"], "httpHeaderAuth");
                    // n8n looks for a credential by its name only where there is no id at all.
                    assert!(node["credentials"]["httpHeaderAuth"]["id"].is_null());
                }
            }
            assert_eq!(ours, 2);
            let text = workflow.to_string();
            assert!(!text.contains("avu_") && !text.contains("whsec_"));
            assert!(text.contains("$execution.resumeUrl"));
        }
    }

    #[test]
    fn the_wait_is_resumed_by_our_post_and_waits_on_until_it_is_over() {
        for workflow in workflows() {
            let wait = &nodes(&workflow)["Wait for the outcome"]["parameters"];
            assert_eq!(
                (&wait["resume"], &wait["httpMethod"]),
                (&"webhook".into(), &"POST".into())
            );
            let over = &workflow["connections"]["Is it over?"]["main"];
            assert_eq!(over[1][0]["node"], "Wait for the outcome");
        }
    }

    #[test]
    fn a_run_ends_with_the_published_post_or_after_some_days() {
        for workflow in workflows() {
            let leads = |from: &str, output: usize| {
                let to = &workflow["connections"][from]["main"][output][0]["node"];
                to.as_str().unwrap_or_default().to_owned()
            };
            assert_eq!(leads("Is it posted already?", 0), "Published");
            assert_eq!(leads("In the TikTok inbox", 0), "Wait until it is posted");
            assert_eq!(leads("Is it posted now?", 0), "Published");
            assert_eq!(leads("Is it posted now?", 1), "Still in the inbox");
            let wait = &nodes(&workflow)["Wait until it is posted"]["parameters"];
            assert_eq!(wait["resume"], "webhook");
            assert_eq!(wait["httpMethod"], "POST");
            assert_eq!(wait["limitWaitTime"], true);
        }
    }

    #[test]
    fn the_file_goes_as_the_part_that_we_read() {
        let [_, workflow] = workflows();
        let send = &nodes(&workflow)["Send the file"]["parameters"];
        assert_eq!(send["contentType"], "multipart-form-data");
        let parts = send["bodyParameters"]["parameters"].as_array().unwrap();
        let file = parts.iter().find(|part| part["name"] == "file").unwrap();
        assert_eq!(file["parameterType"], "formBinaryData");
        let get =
            &nodes(&workflow)["Get the file"]["parameters"]["options"]["response"]["response"];
        assert_eq!(get["outputPropertyName"], file["inputDataFieldName"]);
    }
}
