//! Faults strike the calls they are meant for, and only those.

use ai_video_uploader::simulator::{Fault, FaultKind};
use serde_json::{Value, json};

use super::lab::{INBOX, STUDIO, lab, read, sample, source};

fn status(status: u16) -> FaultKind {
    FaultKind::Status {
        status,
        body: String::new(),
    }
}

#[tokio::test]
async fn the_nth_call_breaks() {
    let lab = lab().await;
    lab.world()
        .add_fault(Fault::nth("/samples/*", 2, status(500)));
    let path = "/samples/sample.mp4";
    assert_eq!(lab.get(path).await.status(), 200);
    assert_eq!(lab.get("/phone").await.status(), 200);
    assert_eq!(lab.get(path).await.status(), 500);
    assert_eq!(lab.get(path).await.status(), 200);
    assert!(lab.world().faults().is_empty());
    assert_eq!(lab.world().calls("GET /samples/sample.mp4"), 3);
}

#[tokio::test]
async fn a_lost_reply_does_the_work_and_a_cut_does_not() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    let init = source(sample().len(), sample().len(), 1);
    lab.world().break_next(INBOX, FaultKind::LostReply);
    assert!(lab.call(&token, INBOX, &init).send().await.is_err());
    assert_eq!(lab.world().videos().len(), 1);
    lab.world().break_next(INBOX, FaultKind::Cut);
    assert!(lab.call(&token, INBOX, &init).send().await.is_err());
    assert_eq!(lab.world().videos().len(), 1);
    lab.world().break_next(INBOX, FaultKind::Garbage);
    let answer = lab.call(&token, INBOX, &init).send().await.unwrap();
    assert!(answer.json::<Value>().await.is_err());
    assert_eq!(lab.world().videos().len(), 2);
}

#[tokio::test]
async fn any_documented_code_can_be_had() {
    let lab = lab().await;
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    for (code, status) in [
        ("internal_error", 500),
        ("rate_limit_exceeded", 429),
        ("invalid_param", 400),
    ] {
        lab.world().break_next(
            INBOX,
            FaultKind::Code {
                code: code.to_owned(),
            },
        );
        let answer = lab
            .call(&token, INBOX, &source(9, 9, 1))
            .send()
            .await
            .unwrap();
        let (got, name, _) = read(answer).await;
        assert_eq!((got, name.as_str()), (status, code));
    }
}

#[tokio::test]
async fn faults_are_set_and_the_state_is_read_over_http() {
    let lab = lab().await;
    let add = lab.client.post(lab.url("/_faults")).json(&json!([
        { "endpoint": "GET /phone", "kind": "status", "status": 418, "times": 1 },
        { "endpoint": "/samples/*", "kind": "cut", "skip": 3 },
    ]));
    assert_eq!(
        add.send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(lab.get("/phone").await.status(), 418);
    assert_eq!(lab.get("/phone").await.status(), 200);
    lab.client.delete(lab.url("/_faults")).send().await.unwrap();
    let token = lab.tokens(STUDIO, &["video.upload"]).access_token;
    lab.deliver(&token, sample()).await;
    let state: Value = lab.get("/_state").await.json().await.unwrap();
    assert_eq!(state["faults"], json!([]));
    assert_eq!(state["videos"][0]["status"], "SEND_TO_USER_INBOX");
    assert_eq!(state["videos"][0]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(state["calls"]["GET /phone"], 2);
    assert!(!state.to_string().contains(&token), "tokens stay inside");
}
