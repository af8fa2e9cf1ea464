//! The examples of the OpenAPI document: each request is sent, and every answer fits the schema that stands beside it.

use serde_json::Value;

use super::multipart;
use crate::harness::{Member, TestApp, schema::misfits};

async fn document(app: &TestApp) -> Value {
    let url = app.url("/api/openapi.json");
    app.http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

/// Every operation: path, method, what is said of it.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of = |path| move |(method, operation)| (path, method, operation);
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap();
            methods
                .iter()
                .map(|(method, operation)| (method.as_str(), operation))
                .map(of(path.as_str()))
        })
        .collect()
}

/// Checks that `answer` is one that the operation names, and fits its schema.
async fn must_be_described(
    document: &Value,
    (path, method, operation): (&str, &str, &Value),
    answer: reqwest::Response,
) -> Value {
    let status = answer.status().as_u16();
    let described = &operation["responses"][status.to_string()];
    assert!(described.is_object(), "{method} {path} answered {status}");
    let headers = answer.headers();
    assert!(headers.contains_key("x-request-id"), "{method} {path}");
    let schema = &described["content"]["application/json"]["schema"];
    if schema.is_null() {
        let kind = answer.headers()["content-type"].to_str().unwrap();
        let kind = kind.split(';').next().unwrap();
        assert!(described["content"][kind].is_object(), "{path}: {kind}");
        return Value::Null;
    }
    let body: Value = answer.json().await.unwrap();
    let misfits = misfits(document, schema, &body);
    assert!(misfits.is_empty(), "{method} {path} {status}: {misfits:?}");
    body
}

#[tokio::test]
async fn every_example_of_an_answer_fits_its_schema() {
    let app = TestApp::start().await;
    let document = document(&app).await;
    let mut seen = 0;
    for (path, method, operation) in operations(&document) {
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let content = &answer["content"]["application/json"];
            let many = content["examples"].as_object().into_iter().flatten();
            let examples = many
                .map(|(_, example)| &example["value"])
                .chain(content.get("example"));
            for example in examples {
                seen += 1;
                let misfits = misfits(&document, &content["schema"], example);
                assert!(misfits.is_empty(), "{method} {path} {status}: {misfits:?}");
            }
        }
    }
    assert!(seen > 80, "{seen} examples");
}

#[tokio::test]
async fn every_example_of_a_request_is_accepted() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let document = document(&app).await;
    let mut sent = 0;
    for (path, method, operation) in operations(&document) {
        for (kind, content) in operation["requestBody"]["content"]
            .as_object()
            .into_iter()
            .flatten()
        {
            for (name, example) in content["examples"].as_object().into_iter().flatten() {
                let example = &example["value"];
                let unfit = misfits(&document, &content["schema"], example);
                assert!(unfit.is_empty(), "{path} {name}: {unfit:?}");
                let answer = send(&app, &alice, path, kind, example).await;
                assert_eq!(answer.status(), 202, "{path} {kind} {name}");
                must_be_described(&document, (path, method, operation), answer).await;
                sent += 1;
            }
        }
    }
    assert_eq!(sent, 6);
}

async fn send(
    app: &TestApp,
    who: &Member,
    path: &str,
    kind: &str,
    body: &Value,
) -> reqwest::Response {
    if kind == "application/json" {
        return app.send(path, &who.key, body).await;
    }
    let parts: Vec<(&str, Option<&str>, &[u8])> = body
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, text)| {
            let file = (name == "file").then_some("video.mp4");
            (name.as_str(), file, text.as_str().unwrap().as_bytes())
        })
        .collect();
    multipart::send_raw(app, &who.key, multipart::body(&parts), None).await
}

#[tokio::test]
async fn every_route_answers_as_it_is_described() {
    let app = TestApp::start().await;
    app.expect_files();
    let alice = app.alice().await;
    let document = document(&app).await;
    let post = app
        .send("/api/posts/video", &alice.key, &app.sample_post())
        .await;
    let post: Value = post.json().await.unwrap();
    app.run_until_idle().await;
    let id = post["id"].as_str().unwrap();
    let nobody = "01932f3e-5c6d-7a41-9f0e-2b8c4d6e8f10";
    for (path, method, operation) in operations(&document) {
        for key in [alice.key.as_str(), "avu_wrong", ""] {
            for id in [id, nobody] {
                let url = app.url(&path.replace("{id}", id));
                let method = method.to_uppercase().parse().unwrap();
                let request = app.http.request(method, url).header("x-api-key", key);
                let answer = request.send().await.unwrap();
                let operation = (path, "", operation);
                must_be_described(&document, operation, answer).await;
            }
        }
    }
    app.run_until_idle().await;
}
