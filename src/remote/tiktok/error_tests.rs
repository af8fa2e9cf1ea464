//! Every code that TikTok documents, and some that it does not.

use serde_json::json;

use super::*;

/// HTTP status, TikTok's code, our code, verdict.
type Row = (u16, &'static str, &'static str, Verdict);

fn of(kind: Kind, status: u16, code: &str) -> TikTokError {
    let answer = Answer {
        status,
        retry_after: None,
        json: Some(json!({})),
        excerpt: String::new(),
    };
    let complaint =
        Complaint::read(&json!({"error": {"code": code, "message": "words", "log_id": "L1"}}));
    TikTokError::answered("/v2/x/", kind, &answer, complaint)
}

fn code(code: &str) -> ErrorCode {
    code.parse().unwrap()
}

/// Every code of the posting API, with each HTTP status that it comes with.
const CODES: &[Row] = &[
    (
        400,
        "invalid_param",
        "tiktok_invalid_request",
        Verdict::Fail,
    ),
    (
        400,
        "invalid_params",
        "tiktok_invalid_request",
        Verdict::Fail,
    ),
    (
        400,
        "invalid_file_upload",
        "tiktok_invalid_request",
        Verdict::Fail,
    ),
    (
        400,
        "app_version_check_failed",
        "tiktok_app_version",
        Verdict::Fail,
    ),
    (
        403,
        "spam_risk_too_many_posts",
        "tiktok_daily_cap",
        Verdict::Wait(DAY),
    ),
    (
        200,
        "spam_risk_too_many_posts",
        "tiktok_daily_cap",
        Verdict::Wait(DAY),
    ),
    (
        403,
        "spam_risk_user_banned_from_posting",
        "tiktok_banned",
        Verdict::Fail,
    ),
    (
        200,
        "spam_risk_user_banned_from_posting",
        "tiktok_banned",
        Verdict::Fail,
    ),
    (
        403,
        "spam_risk_too_many_pending_share",
        "tiktok_inbox_full",
        Verdict::Wait(HOUR),
    ),
    (
        403,
        "reached_active_user_cap",
        "tiktok_active_user_cap",
        Verdict::Wait(DAY),
    ),
    (
        200,
        "reached_active_user_cap",
        "tiktok_active_user_cap",
        Verdict::Wait(DAY),
    ),
    (
        403,
        "unaudited_client_can_only_post_to_private_accounts",
        "tiktok_account_must_be_private",
        Verdict::Fail,
    ),
    (
        403,
        "url_ownership_unverified",
        "tiktok_url_unverified",
        Verdict::Operator,
    ),
    (
        403,
        "privacy_level_option_mismatch",
        "tiktok_privacy_mismatch",
        Verdict::Fail,
    ),
    (
        401,
        "access_token_invalid",
        "tiktok_reconnect",
        Verdict::RefreshToken,
    ),
    (
        401,
        "scope_not_authorized",
        "tiktok_scope_missing",
        Verdict::Reconnect,
    ),
    (
        400,
        "scope_permission_missed",
        "tiktok_scope_missing",
        Verdict::Reconnect,
    ),
    (
        429,
        "rate_limit_exceeded",
        "tiktok_rate_limit",
        Verdict::Wait(MINUTE),
    ),
    (500, "internal_error", "tiktok_unavailable", Verdict::Retry),
    (200, "internal_error", "tiktok_unavailable", Verdict::Retry),
    (
        400,
        "invalid_publish_id",
        "tiktok_unconfirmed",
        Verdict::Fail,
    ),
    (
        400,
        "token_not_authorized_for_specified_publish_id",
        "tiktok_invalid_request",
        Verdict::Fail,
    ),
    (
        400,
        "publish_not_cancellable",
        "not_cancellable",
        Verdict::Fail,
    ),
];

#[test]
fn every_code_of_the_posting_api_has_its_entry_and_verdict() {
    for &(status, name, entry, verdict) in CODES {
        let error = of(Kind::Api, status, name);
        assert_eq!(
            (error.failure.code, error.verdict),
            (code(entry), verdict),
            "{name}"
        );
        assert_eq!(error.failure.log_id.as_deref(), Some("L1"));
        assert_eq!(error.failure.tiktok_code.as_deref(), Some(name));
        let words = format!("TikTok says: {name} (HTTP {status}): words");
        assert!(error.failure.message().ends_with(&words));
    }
}

#[test]
fn every_oauth_error_has_its_entry_and_verdict() {
    use Verdict::{Fail, Operator, Reconnect, Retry};
    for (name, exchange, refresh) in [
        (
            "access_denied",
            ("tiktok_declined", Fail),
            ("tiktok_reconnect", Reconnect),
        ),
        (
            "invalid_grant",
            ("tiktok_declined", Fail),
            ("tiktok_reconnect", Reconnect),
        ),
        (
            "invalid_request",
            ("tiktok_declined", Fail),
            ("tiktok_invalid_request", Fail),
        ),
        (
            "invalid_client",
            ("tiktok_app_refused", Operator),
            ("tiktok_app_refused", Operator),
        ),
        (
            "unauthorized_client",
            ("tiktok_app_refused", Operator),
            ("tiktok_app_refused", Operator),
        ),
        (
            "invalid_scope",
            ("tiktok_app_refused", Operator),
            ("tiktok_app_refused", Operator),
        ),
        (
            "unsupported_grant_type",
            ("tiktok_app_refused", Operator),
            ("tiktok_app_refused", Operator),
        ),
        (
            "unsupported_response_type",
            ("tiktok_app_refused", Operator),
            ("tiktok_app_refused", Operator),
        ),
        (
            "server_error",
            ("tiktok_unavailable", Retry),
            ("tiktok_unavailable", Retry),
        ),
        (
            "temporarily_unavailable",
            ("tiktok_unavailable", Retry),
            ("tiktok_unavailable", Retry),
        ),
    ] {
        for (kind, (entry, verdict)) in [(Kind::Exchange, exchange), (Kind::Refresh, refresh)] {
            for status in [200, 400, 401] {
                let error = of(kind, status, name);
                assert_eq!(
                    (error.failure.code, error.verdict),
                    (code(entry), verdict),
                    "{name} {kind:?}"
                );
            }
        }
    }
}

#[test]
fn every_fail_reason_has_its_entry() {
    for (reason, entry) in [
        ("file_format_check_failed", "tiktok_file_format"),
        ("file_format", "tiktok_file_format"),
        ("duration_check_failed", "tiktok_duration"),
        ("duration", "tiktok_duration"),
        ("frame_rate_check_failed", "tiktok_frame_rate"),
        ("frame_rate", "tiktok_frame_rate"),
        ("picture_size_check_failed", "tiktok_picture_size"),
        ("picture_size", "tiktok_picture_size"),
        ("internal", "tiktok_internal"),
        ("video_pull_failed", "tiktok_pull_failed"),
        ("photo_pull_failed", "tiktok_pull_failed"),
        ("publish_cancelled", "tiktok_cancelled"),
        ("auth_removed", "tiktok_auth_removed"),
        ("spam_risk_too_many_posts", "tiktok_daily_cap"),
        ("spam_risk_user_banned_from_posting", "tiktok_banned"),
        ("spam_risk_text", "tiktok_spam_text"),
        ("spam_risk", "tiktok_spam"),
        ("a_new_reason", "tiktok_refused"),
        ("", "tiktok_refused"),
    ] {
        let failure = fail_reason(reason);
        assert_eq!(failure.code, code(entry), "{reason}");
        assert!(failure.message().contains(reason), "{reason}");
    }
}

#[test]
fn unknown_codes_are_kept_and_judged_by_the_http_status() {
    use Verdict::{Fail, RefreshToken, Retry, Wait};
    for (status, name, entry, verdict) in [
        (400, "brand_new", "tiktok_refused", Fail),
        (401, "brand_new", "tiktok_refused", Fail),
        (403, "brand_new", "tiktok_refused", Fail),
        (200, "brand_new", "tiktok_refused", Fail),
        (302, "", "tiktok_refused", Fail),
        (404, "", "tiktok_refused", Fail),
        (400, "", "tiktok_invalid_request", Fail),
        (401, "", "tiktok_reconnect", RefreshToken),
        (408, "", "tiktok_unavailable", Retry),
        (429, "brand_new", "tiktok_rate_limit", Wait(MINUTE)),
        (429, "", "tiktok_rate_limit", Wait(MINUTE)),
        (500, "brand_new", "tiktok_unavailable", Retry),
        (502, "", "tiktok_unavailable", Retry),
        (504, "ok", "tiktok_unavailable", Retry),
    ] {
        let error = of(Kind::Api, status, name);
        assert_eq!(
            (error.failure.code, error.verdict),
            (code(entry), verdict),
            "{status} {name}"
        );
        assert!(error.failure.message().contains(&format!("HTTP {status}")));
        assert!(name == "ok" || error.failure.message().contains(name));
    }
}

#[test]
fn retry_after_replaces_our_guess_of_a_minute_and_only_lengthens_a_cap() {
    let wait =
        |seconds| TikTokError::bare("upload", 429, Some(Duration::from_secs(seconds))).verdict;
    assert_eq!(wait(5), Verdict::Wait(Duration::from_secs(5)));
    assert_eq!(wait(90), Verdict::Wait(Duration::from_secs(90)));
    assert_eq!(wait(0), Verdict::Wait(SHORTEST));
    let unasked = TikTokError::bare("upload", 429, None).verdict;
    assert_eq!(unasked, Verdict::Wait(MINUTE));
    let full = Complaint {
        code: "spam_risk_too_many_pending_share".to_owned(),
        ..Complaint::default()
    };
    let answer = Answer {
        status: 403,
        retry_after: Some(Duration::from_secs(5)),
        json: None,
        excerpt: String::new(),
    };
    let full = TikTokError::answered("init", Kind::Api, &answer, Some(full)).verdict;
    assert_eq!(full, Verdict::Wait(HOUR));
}

#[test]
fn retry_after_is_kept_for_passing_faults_too() {
    let asked = Duration::from_secs(90);
    let busy = TikTokError::bare("upload", 503, Some(asked));
    assert_eq!(
        (busy.verdict, busy.retry_after),
        (Verdict::Retry, Some(asked))
    );
}

/// What the upload server may answer; 403, 404 and 416 are judged where the chunks are sent.
#[test]
fn every_status_of_the_upload_server_has_its_entry() {
    for (status, entry, verdict) in [
        (400, "tiktok_invalid_request", Verdict::Fail),
        (429, "tiktok_rate_limit", Verdict::Wait(MINUTE)),
        (500, "tiktok_unavailable", Verdict::Retry),
        (502, "tiktok_unavailable", Verdict::Retry),
        (503, "tiktok_unavailable", Verdict::Retry),
        (504, "tiktok_unavailable", Verdict::Retry),
    ] {
        let error = TikTokError::bare("upload", status, None);
        assert_eq!(
            (error.failure.code, error.verdict),
            (code(entry), verdict),
            "{status}"
        );
        assert_eq!(error.failure.tiktok_code, None);
    }
}
