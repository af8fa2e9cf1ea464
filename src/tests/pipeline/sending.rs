//! What can happen between us and TikTok while the bytes go over: one video arrives, never two.

use std::time::Duration;

use ai_video_uploader::{
    domain::{error_code::ErrorCode, id::PostId, status::Status},
    service::Settings,
    simulator::{Fault, FaultKind, Limits, Options, Outcome},
};

use super::{rig::Rig, source::Answer, videos};

const INIT: &str = "/v2/post/publish/inbox/video/init/";
const STATUS: &str = "/v2/post/publish/status/fetch/";
const PUT: &str = "PUT /upload/";

async fn large() -> (Rig, PostId) {
    let rig = Rig::start_with(videos::large(), Options::default(), Settings::default()).await;
    // Its length is not told, so nothing is sent before the whole video is here.
    rig.source.always(Answer::Chunked);
    let id = rig.submit().await;
    (rig, id)
}

async fn arrives_once(rig: &Rig, id: PostId) {
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::InInbox, "{post:#?}");
    rig.only_video();
    rig.assert_no_file();
}

#[tokio::test]
async fn a_lost_init_answer_is_asked_for_again() {
    let rig = Rig::start().await;
    rig.world().break_next(INIT, FaultKind::LostReply);
    let id = rig.submit().await;
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 2);
}

#[tokio::test]
async fn passing_faults_of_every_call_are_waited_for() {
    for endpoint in [INIT, STATUS, PUT] {
        for kind in [
            FaultKind::Status {
                status: 500,
                body: String::new(),
            },
            FaultKind::Status {
                status: 503,
                body: "busy".into(),
            },
            FaultKind::Cut,
            FaultKind::LostReply,
        ] {
            let rig = Rig::start().await;
            rig.world().add_fault(Fault {
                times: Some(2),
                ..Fault::every(endpoint, kind.clone())
            });
            let id = rig.submit().await;
            let post = rig.run_to_rest(id).await;
            assert_eq!(
                post.status,
                Status::InInbox,
                "{endpoint} {kind:?} {post:#?}"
            );
            rig.only_video();
        }
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_chunk_sends_it_no_second_time() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 2,
        times: Some(1),
        ..Fault::every(PUT, FaultKind::LostReply)
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_to_the_last_chunk_is_found_out_by_asking() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 5,
        times: Some(1),
        ..Fault::every(PUT, FaultKind::LostReply)
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn a_chunk_cut_in_the_middle_is_sent_again() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 3,
        times: Some(1),
        ..Fault::every(PUT, FaultKind::CutAfter { bytes: 3_000_000 })
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn a_last_chunk_cut_in_the_middle_is_sent_again_to_the_same_publish() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 5,
        times: Some(1),
        ..Fault::every(PUT, FaultKind::CutAfter { bytes: 3_000_000 })
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 1);
}

#[tokio::test]
async fn an_upload_address_that_dies_on_the_way_is_replaced() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 2,
        times: Some(1),
        ..Fault::every(
            PUT,
            FaultKind::Status {
                status: 403,
                body: String::new(),
            },
        )
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 2);
}

fn refused() -> FaultKind {
    FaultKind::Status {
        status: 403,
        body: String::new(),
    }
}

#[tokio::test]
async fn a_last_chunk_that_tiktok_refuses_leads_to_another_publish() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 5,
        times: Some(1),
        ..Fault::every(PUT, refused())
    });
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 2);
}

#[tokio::test]
async fn an_only_chunk_that_tiktok_refuses_leads_to_another_publish() {
    let rig = Rig::start().await;
    rig.world().break_next(PUT, refused());
    let id = rig.submit().await;
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().videos().len(), 2);
}

#[tokio::test]
async fn an_address_that_dies_after_the_last_chunk_may_have_arrived_leads_to_no_second_publish() {
    let (rig, id) = large().await;
    rig.world().add_fault(Fault {
        skip: 5,
        times: Some(1),
        ..Fault::every(PUT, FaultKind::CutAfter { bytes: 3_000_000 })
    });
    rig.world().add_fault(Fault {
        skip: 5,
        ..Fault::every(PUT, refused())
    });
    for _ in 0..20 {
        rig.run().await;
        rig.clock.advance(Duration::from_secs(5));
    }
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
    assert_eq!(rig.world().videos().len(), 1);
    assert!(rig.world().received_videos().is_empty());
}

#[tokio::test]
async fn when_nothing_helps_it_fails_and_says_that_nothing_was_posted() {
    let rig = Rig::start().await;
    rig.world().add_fault(Fault::every(
        INIT,
        FaultKind::Status {
            status: 500,
            body: String::new(),
        },
    ));
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokUnavailable);
    assert_eq!(
        rig.world().calls("POST /v2/post/publish/inbox/video/init/"),
        5
    );
    assert_eq!(rig.files().len(), 1, "a retry needs no new download");
}

#[tokio::test]
async fn a_token_that_tiktok_refuses_is_renewed_and_the_call_repeated() {
    let rig = Rig::start().await;
    let creator = rig.account.tiktok_user_id.clone();
    rig.world().expire_access_tokens(&creator).unwrap();
    let id = rig.submit().await;
    arrives_once(&rig, id).await;
    assert_eq!(rig.world().calls("POST /v2/oauth/token/"), 1);
}

#[tokio::test]
async fn a_connection_that_was_taken_away_fails_and_keeps_the_file() {
    let rig = Rig::start().await;
    let creator = rig.account.tiktok_user_id.clone();
    rig.world().expire_access_tokens(&creator).unwrap();
    rig.world().kill_refresh_tokens(&creator).unwrap();
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokReconnect);
    assert_eq!(rig.files().len(), 1);
    let account = rig
        .ctx
        .store
        .account_by_id(rig.account.id)
        .await
        .unwrap()
        .unwrap();
    assert!(!account.connected);
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_and_said() {
    let options = Options {
        limits: Limits {
            init_per_minute: 0,
            ..Limits::default()
        },
        ..Options::default()
    };
    let rig = Rig::start_with(videos::small(), options, Settings::default()).await;
    let id = rig.submit().await;
    rig.run().await;

    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Sending);
    let waiting = post.waiting.unwrap();
    assert_eq!(waiting.code, ErrorCode::TiktokRateLimit);
    assert!(waiting.until.since(rig.ctx.now()) >= Duration::from_secs(60));

    rig.world().set_limits(Limits::default());
    arrives_once(&rig, id).await;
    assert_eq!(rig.source.ranges().len(), 1, "no new download");
    assert!(rig.post(id).await.waiting.is_none());
}

#[tokio::test]
async fn a_full_inbox_is_waited_for_until_a_draft_is_posted() {
    let options = Options {
        limits: Limits {
            pending_shares: 1,
            ..Limits::default()
        },
        ..Options::default()
    };
    let rig = Rig::start_with(videos::small(), options, Settings::default()).await;
    let first = rig.submit().await;
    rig.run_to_rest(first).await;
    let second = rig.submit().await;
    rig.run().await;
    let waiting = rig.post(second).await.waiting.unwrap();
    assert_eq!(waiting.code, ErrorCode::TiktokInboxFull);
    rig.run_for(Duration::from_secs(3600), Duration::from_secs(300))
        .await;
    let told: Vec<_> = rig.history(second).await;
    assert_eq!(
        told.iter()
            .filter(|entry| entry.status == Status::Sending)
            .count(),
        2,
        "the wait is told once: {told:#?}"
    );

    let publish_id = rig.post(first).await.tiktok.publish_id.unwrap();
    rig.world().tap_post(&publish_id, None).unwrap();
    rig.ctx
        .store
        .wake_waiting(rig.account.id, rig.ctx.now())
        .await
        .unwrap();
    let post = rig.run_to_rest(second).await;
    assert_eq!(post.status, Status::InInbox);
}

#[tokio::test]
async fn tiktoks_verdict_on_the_video_is_final() {
    let rig = Rig::start().await;
    rig.world()
        .next_outcome(Outcome::Fail("frame_rate_check_failed"));
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokFrameRate);
    rig.assert_no_file();
}

#[tokio::test]
async fn a_fault_of_tiktoks_own_keeps_the_file_for_a_retry() {
    let rig = Rig::start().await;
    rig.world().next_outcome(Outcome::Fail("internal"));
    let id = rig.submit().await;
    let post = rig.run_to_rest(id).await;
    assert_eq!(post.status, Status::Failed);
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokInternal);
    assert_eq!(rig.files().len(), 1);
}

#[tokio::test]
async fn an_unknown_end_is_looked_up_again_by_itself() {
    let rig = Rig::start().await;
    rig.world().break_next(PUT, FaultKind::LostReply);
    rig.world().add_fault(Fault::every(
        STATUS,
        FaultKind::Status {
            status: 502,
            body: String::new(),
        },
    ));
    let id = rig.submit().await;
    for _ in 0..10 {
        rig.run().await;
        if rig.post(id).await.status == Status::Unconfirmed {
            break;
        }
        rig.clock.advance(Duration::from_secs(61));
    }
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);

    // It goes on being asked, also if the first look fails.
    rig.run_for(Duration::from_secs(60), Duration::from_secs(5))
        .await;
    assert_eq!(rig.post(id).await.status, Status::Unconfirmed);
    rig.world().clear_faults();
    rig.run_for(Duration::from_secs(300), Duration::from_secs(60))
        .await;
    assert_eq!(rig.post(id).await.status, Status::InInbox);
    rig.only_video();
    rig.assert_no_file();
}

#[tokio::test]
async fn sending_the_same_bytes_again_and_again_is_no_progress() {
    let (rig, id) = large().await;
    let failed = r#"{"data":{"status":"FAILED","fail_reason":"internal"},"error":{"code":"ok","message":"","log_id":"x"}}"#;
    rig.world().add_fault(Fault::every(
        STATUS,
        FaultKind::Status {
            status: 200,
            body: failed.into(),
        },
    ));
    for _ in 0..10 {
        // The first chunk of each publish arrives.
        rig.world().add_fault(Fault {
            skip: 1,
            times: Some(1),
            ..Fault::every(
                PUT,
                FaultKind::Status {
                    status: 403,
                    body: String::new(),
                },
            )
        });
        rig.run().await;
        if rig.post(id).await.status != Status::Sending {
            break;
        }
        rig.clock.advance(Duration::from_secs(61));
    }
    let post = rig.post(id).await;
    assert_eq!(post.status, Status::Failed, "{post:#?}");
    assert_eq!(post.error.unwrap().code, ErrorCode::TiktokInternal);
    assert_eq!(rig.world().videos().len(), 5);
}
