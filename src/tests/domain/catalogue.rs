//! The error catalogue holds what was promised to programs: no code that was ever given out goes away or changes its mind.

use ai_video_uploader::domain::error_code::{Again, ErrorCode, Who};

use Again::{AfterActing, ByItself, Never};
use Who::{Client, Creator, Nobody, Operator};

/// Every code that programs may have met, by where it comes from: who must act, and when a retry helps.
const PROMISED: &[(&str, Again, &[&str])] = &[
    (
        "requests",
        Never,
        &[
            "invalid_json",
            "invalid_multipart",
            "invalid_field",
            "missing_video",
            "ambiguous_video",
            "invalid_video_url",
            "invalid_callback_url",
            "private_address",
            "unknown_platform",
            "caption_too_long",
            "unknown_account",
            "tiktok_not_connected",
            "unsupported_media_type",
            "body_too_large",
            "idempotency_key_reused",
            "invalid_idempotency_key",
            "invalid_cursor",
            "missing_api_key",
            "invalid_api_key",
            "sign_in_required",
            "not_found",
            "method_not_allowed",
            "cross_origin",
            "conflict",
            "not_retryable",
            "not_cancellable",
            "invalid_signature",
        ],
    ),
    ("requests for the operator", Never, &["metrics_not_allowed"]),
    (
        "requests that come too early or too often",
        AfterActing(Client),
        &["idempotency_in_progress", "rate_limited"],
    ),
    (
        "our own faults, and Google's",
        AfterActing(Operator),
        &[
            "internal_error",
            "unavailable",
            "disk_full",
            "google_unreachable",
        ],
    ),
    (
        "download faults",
        AfterActing(Client),
        &[
            "download_not_found",
            "download_forbidden",
            "download_refused",
            "download_unreachable",
            "download_interrupted",
            "download_timed_out",
            "download_wrong_length",
        ],
    ),
    (
        "downloads that bring no video",
        Never,
        &[
            "not_a_video",
            "empty_file",
            "too_many_redirects",
            "file_too_large",
        ],
    ),
    (
        "video rules",
        Never,
        &[
            "video_unreadable",
            "video_container_unsupported",
            "video_codec_unsupported",
            "video_frame_rate",
            "video_dimensions",
            "video_duration",
        ],
    ),
    ("a lost file", Never, &["temporary_file_lost"]),
    (
        "signing in and connecting",
        AfterActing(Creator),
        &["google_refused", "oauth_state", "tiktok_declined"],
    ),
    (
        "TikTok: the person must do something",
        AfterActing(Creator),
        &[
            "retention_reached",
            "tiktok_reconnect",
            "tiktok_access_removed",
            "tiktok_scope_missing",
            "tiktok_inbox_full",
            "tiktok_daily_cap",
            "tiktok_account_must_be_private",
            "tiktok_privacy_mismatch",
            "tiktok_app_version",
            "tiktok_unconfirmed",
        ],
    ),
    (
        "TikTok: time mends it",
        ByItself,
        &[
            "tiktok_rate_limit",
            "tiktok_unavailable",
            "tiktok_upload_expired",
            "tiktok_internal",
            "tiktok_access_renewing",
        ],
    ),
    (
        "TikTok: the operator must do something",
        AfterActing(Operator),
        &[
            "tiktok_app_refused",
            "tiktok_active_user_cap",
            "tiktok_pull_failed",
        ],
    ),
    (
        "TikTok: for good",
        Never,
        &[
            "tiktok_banned",
            "tiktok_url_unverified",
            "tiktok_invalid_request",
            "tiktok_file_format",
            "tiktok_duration",
            "tiktok_frame_rate",
            "tiktok_picture_size",
            "tiktok_cancelled",
            "tiktok_auth_removed",
            "tiktok_account_deleted",
            "tiktok_age_changed",
            "tiktok_spam_text",
            "tiktok_spam",
            "tiktok_refused",
        ],
    ),
];

#[test]
fn what_was_promised_is_kept() {
    for (kind, again, codes) in PROMISED {
        for name in *codes {
            let code: ErrorCode = name
                .parse()
                .unwrap_or_else(|error| panic!("{kind}: {error}"));
            assert_eq!(code.entry().again(), *again, "{kind}: {name}");
        }
    }
}

#[test]
fn nobody_is_told_to_wait_for_what_never_comes() {
    for code in ErrorCode::ALL {
        let entry = code.entry();
        assert_eq!(entry.retryable, entry.again() != Never, "{code}");
        if entry.who == Nobody {
            assert_eq!(
                entry.again(),
                ByItself,
                "{code}: nobody acts, and it never passes"
            );
        }
    }
}
