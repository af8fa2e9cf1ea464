//! The entries themselves. One row an error; order and grouping are for reading only.

use super::{Entry, Who};

macro_rules! catalogue {
    ($($name:ident $code:literal $status:literal $who:ident $retryable:literal $message:literal $description:literal;)+) => {
        /// Every error of the product.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = concat!("`", $code, "`")] $name,)+
        }

        impl ErrorCode {
            /// All of them, in the catalogue's order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// What the catalogue says of this error.
            #[must_use]
            pub const fn entry(self) -> Entry {
                match self {
                    $(Self::$name => Entry {
                        code: $code,
                        status: $status,
                        who: Who::$who,
                        retryable: $retryable,
                        message: $message,
                        description: $description,
                    },)+
                }
            }
        }
    };
}

catalogue! {
    // Requests.
    InvalidJson "invalid_json" 400 Client false
        "The body is not valid JSON."
        "Send one JSON object with Content-Type: application/json. In n8n, use the JSON body mode and let expressions fill the values.";
    RequestTooSlow "request_too_slow" 408 Client true
        "The request stood still for a minute before all of it was here."
        "Nothing was kept of it. Send it again over a steadier connection; large videos go by URL or on the upload page.";
    InvalidMultipart "invalid_multipart" 400 Client false
        "The multipart body is broken or ended early."
        "Send multipart/form-data with its boundary, and the video as the part named file.";
    InvalidField "invalid_field" 422 Client false
        "A field has a wrong value."
        "Correct the field that details names.";
    MissingVideo "missing_video" 422 Client false
        "There is neither a video_url nor a file."
        "Give video_url, or send the video as the multipart part named file.";
    AmbiguousVideo "ambiguous_video" 422 Client false
        "There is both a video_url and a file."
        "Give one of them.";
    InvalidVideoUrl "invalid_video_url" 422 Client false
        "The video_url is not a URL that can be fetched."
        "Give a complete http or https address without user name and password.";
    InvalidCallbackUrl "invalid_callback_url" 422 Client false
        "The callback_url is not a URL that can be called."
        "Give a complete http or https address without user name and password.";
    PrivateAddress "private_address" 422 Operator false
        "The address leads into a private network."
        "Use a public address, or let the operator add the host to ALLOW_PRIVATE_HOSTS.";
    UnknownPlatform "unknown_platform" 422 Client false
        "A platform other than tiktok is named."
        "Send platforms as [\"tiktok\"].";
    CaptionTooLong "caption_too_long" 422 Creator false
        "The caption is longer than 2,200 characters."
        "Shorten it. TikTok counts UTF-16 units: most emoji count two.";
    UnknownAccount "unknown_account" 422 Client false
        "No connected TikTok account answers to that name."
        "Use an account's id, tiktok_user_id or username as GET /n8n/test-connection lists them.";
    TiktokNotConnected "tiktok_not_connected" 409 Creator false
        "No TikTok account is connected."
        "Open the dashboard, choose TikTok accounts and connect one.";
    UnsupportedMediaType "unsupported_media_type" 415 Client false
        "The body has a Content-Type that this route does not read."
        "Send application/json or multipart/form-data, and the bytes of an upload as application/offset+octet-stream.";
    BodyTooLarge "body_too_large" 413 Client false
        "The body is larger than this route takes."
        "Send at most 256 KiB of JSON; send videos as multipart/form-data or by URL.";
    IdempotencyKeyReused "idempotency_key_reused" 422 Client false
        "This Idempotency-Key came before with another body."
        "Use a new key for a new post, and the same key only to repeat the same request.";
    IdempotencyInProgress "idempotency_in_progress" 409 Client true
        "A request with this Idempotency-Key is still being worked on."
        "Repeat it in a few seconds.";
    InvalidIdempotencyKey "invalid_idempotency_key" 400 Client false
        "The Idempotency-Key is empty or too long."
        "Use 1 to 255 visible ASCII characters.";
    InvalidCursor "invalid_cursor" 422 Client false
        "The cursor is not one that a list answered with."
        "Pass next_cursor of the previous page unchanged, or leave it out.";
    InvalidTusHeader "invalid_tus_header" 400 Client false
        "A header of the upload is missing or has a wrong value."
        "Send the headers as tus 1.0.0 describes them.";
    TusVersion "tus_version" 412 Client false
        "The upload speaks another version of tus than 1.0.0."
        "Send Tus-Resumable: 1.0.0.";
    UploadOffset "upload_offset" 409 Client true
        "The upload goes on elsewhere than Upload-Offset says."
        "Ask with HEAD how many bytes are here, and go on behind them.";
    UploadTooLong "upload_too_long" 413 Client false
        "More bytes came than Upload-Length announced."
        "Choose the file again: it may have changed since the upload began.";
    UploadLocked "upload_locked" 423 Client true
        "Another request is at work on this upload."
        "Ask with HEAD how many bytes are here, and go on behind them.";
    UploadExpired "upload_expired" 410 Creator false
        "The unfinished upload has been deleted: nobody finished it in time."
        "Choose the file again to begin anew.";
    UploadElsewhere "upload_elsewhere" 503 Operator true
        "The upload lies on another machine of this service."
        "Try again in a moment. The operator lets the proxy send a browser to one machine, or shares TEMP_DIR.";
    UploadInterrupted "upload_interrupted" 400 Client true
        "The connection ended before the whole request was here."
        "What came is kept. Ask with HEAD how much that is, and go on behind it.";
    TooManyUploads "too_many_uploads" 409 Creator false
        "There are too many unfinished uploads already."
        "Finish or discard one of them on the upload page.";
    ExportRunning "export_running" 409 Creator true
        "An export of your data is going on already."
        "Wait until that download has ended, then begin again.";
    MissingApiKey "missing_api_key" 401 Client false
        "The request has no API key."
        "Send it as Authorization: Bearer, as X-API-Key, or as ?api_key=.";
    MetricsNotForYou "metrics_not_allowed" 403 Operator false
        "Metrics are shown to this machine itself and to whoever has the token."
        "Ask http://localhost/metrics on the machine, or set METRICS_TOKEN and send it as Authorization: Bearer.";
    InvalidApiKey "invalid_api_key" 401 Client false
        "The API key is unknown, revoked or expired."
        "Make a new one in the dashboard under API keys.";
    SignInRequired "sign_in_required" 401 Creator false
        "You are not signed in."
        "Sign in with Google and try again.";
    NotFound "not_found" 404 Client false
        "There is nothing here."
        "Check the address. Posts of other people answer the same.";
    MethodNotAllowed "method_not_allowed" 405 Client false
        "This address does not take that method."
        "Use the method that the documentation names.";
    RateLimited "rate_limited" 429 Client true
        "This API key has used up its requests for the minute."
        "Wait as long as Retry-After says.";
    TooManyStreams "too_many_streams" 429 Creator true
        "Too many of your pages follow the work at the same time."
        "Close some of them, or reload this one by hand.";
    TooManySignIns "too_many_sign_ins" 429 Creator true
        "Too many people are signing in from your network at this moment."
        "Wait a minute and try again.";
    CrossOrigin "cross_origin" 403 Client false
        "The request came from another site."
        "Use the forms of this dashboard.";
    Conflict "conflict" 409 Client false
        "The post has moved on, and this can no longer be done to it."
        "Load the post again and decide anew.";
    NotRetryable "not_retryable" 409 Client false
        "A retry cannot help this post."
        "Correct what its error says and make a new post.";
    NotCancellable "not_cancellable" 409 Client false
        "The post can no longer be cancelled: TikTok has the video."
        "Delete it in the TikTok app.";
    WebhookSignature "invalid_signature" 401 Operator false
        "The signature does not fit the body."
        "Only TikTok calls this address; check TIKTOK_CLIENT_SECRET.";
    Internal "internal_error" 500 Operator true
        "Something went wrong on our side."
        "Try again. If it stays, give the operator the request id.";
    Unavailable "unavailable" 503 Operator true
        "The service cannot do this right now."
        "Try again in a minute.";

    // Signing in and connecting.
    GoogleRefused "google_refused" 502 Creator true
        "Google did not sign you in."
        "Try again, and allow access to your name and e-mail address.";
    GoogleUnreachable "google_unreachable" 502 Operator true
        "Google did not answer as expected."
        "Try again in a minute. If it stays, the operator checks GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.";
    EmailNotVerified "email_not_verified" 403 Creator false
        "Google has not verified that e-mail address."
        "Verify it with Google, or use another account.";
    EmailNotAllowed "email_not_allowed" 403 Operator false
        "That address may not sign in here."
        "Use another account, or ask the operator to add yours to ALLOWED_EMAILS.";
    OauthState "oauth_state" 400 Creator true
        "That sign-in link was used already, has expired, or belongs to another browser."
        "Start again from this page, in one browser window.";
    TiktokDeclined "tiktok_declined" 400 Creator true
        "TikTok did not connect the account."
        "Try again and allow the permissions that this service asks for.";

    // Fetching the video.
    DownloadNotFound "download_not_found" 422 Client true
        "The video is not at that address (404 or 410)."
        "Check the URL. If the link was short-lived, make a new post with a fresh one.";
    DownloadForbidden "download_forbidden" 422 Client true
        "The server refuses to hand out the video (401 or 403)."
        "Make the link public, or use a signed link that still lives.";
    DownloadRefused "download_refused" 422 Client true
        "The server answered with an error."
        "Open the URL in a private browser window; it must return the video.";
    DownloadUnreachable "download_unreachable" 422 Client true
        "The server of the video cannot be reached."
        "Check the host name and that the server is up, then retry.";
    DownloadInterrupted "download_interrupted" 422 Client true
        "The download broke off again and again."
        "Retry, or host the video where downloads are stable.";
    DownloadTimedOut "download_timed_out" 422 Client true
        "No byte of the video arrived for too long."
        "Retry, or use a faster host.";
    DownloadWrongLength "download_wrong_length" 422 Client true
        "The server sent another number of bytes than it announced."
        "Retry. If it stays, the file at that address is damaged.";
    NotAVideo "not_a_video" 422 Client false
        "The address returned a web page or another kind of file, not a video."
        "Use the direct link to the file, not the page around it. Cloud drives have a download link for that.";
    EmptyFile "empty_file" 422 Client false
        "The file is empty."
        "Send a video.";
    TooManyRedirects "too_many_redirects" 422 Client false
        "The address redirects more than five times."
        "Use the address at the end of the chain.";
    FileTooLarge "file_too_large" 413 Creator false
        "The video is larger than this service takes."
        "Export it smaller. TikTok takes at most 4 GB.";
    DiskFull "disk_full" 507 Operator true
        "There is no room for the video on the server."
        "Retry later; the operator makes room or raises TEMP_QUOTA_BYTES.";

    // Checking the video.
    VideoUnreadable "video_unreadable" 422 Creator false
        "The file cannot be read as a video."
        "Export it again as MP4 with H.264.";
    VideoContainerUnsupported "video_container_unsupported" 422 Creator false
        "The file format is not one that TikTok takes."
        "Export it as MP4, MOV or WebM.";
    VideoCodecUnsupported "video_codec_unsupported" 422 Creator false
        "The video codec is not one that TikTok takes."
        "Export it with H.264.";
    VideoFrameRate "video_frame_rate" 422 Creator false
        "The frame rate lies outside 23 to 60 frames a second."
        "Export it with 30 frames a second.";
    VideoDimensions "video_dimensions" 422 Creator false
        "The picture is smaller than 360 or larger than 4096 pixels on a side."
        "Export it at 1080 × 1920.";
    VideoDuration "video_duration" 422 Creator false
        "The video is too long or has no length."
        "Cut it to at most ten minutes.";
    VideoTooLongForCreator "video_too_long_for_creator" 422 Creator true
        "The video is longer than TikTok lets this account post."
        "Choose another account, or cut it and hand it in again.";

    // Publishing: what a human chose.
    PrivacyMissing "privacy_missing" 422 Creator true
        "Nobody has chosen who can see the video."
        "Select who can see this video: nothing is preset.";
    AppNotAudited "app_not_audited" 422 Operator true
        "TikTok has not audited this app, so only “Only me” can be chosen."
        "Choose “Only me”, or send the video to the TikTok inbox and post it from there.";
    CommentDisabled "comment_disabled" 422 Creator true
        "Comments are off in the TikTok settings of this account."
        "Leave “Comment” unticked, or allow comments in the TikTok app first.";
    DuetDisabled "duet_disabled" 422 Creator true
        "Duets are off in the TikTok settings of this account."
        "Leave “Duet” unticked, or allow duets in the TikTok app first.";
    StitchDisabled "stitch_disabled" 422 Creator true
        "Stitches are off in the TikTok settings of this account."
        "Leave “Stitch” unticked, or allow stitches in the TikTok app first.";
    DisclosureMissing "disclosure_missing" 422 Creator true
        "You need to indicate if your content promotes yourself, a third party, or both."
        "Tick “Your brand”, “Branded content” or both, or turn the disclosure off.";
    BrandedContentPrivate "branded_content_private" 422 Creator true
        "Branded content visibility cannot be set to private."
        "Choose a wider audience, or untick “Branded content”.";

    // Holding.
    RestoredFromBackup "restored_from_backup" 409 Creator true
        "The service was restored from a backup, and what happened to this post since is not known."
        "Look in the TikTok app. If the video is not there, send it again from the post's page.";
    TemporaryFileLost "temporary_file_lost" 409 Creator false
        "The temporary file was lost before TikTok had all of it."
        "Send the video again. Nothing was posted.";
    RetentionReached "retention_reached" 409 Creator true
        "The video could not be delivered within the time we may keep it. The file was deleted."
        "Retry to fetch it again, or send it again.";

    // TikTok.
    TiktokReconnect "tiktok_reconnect" 409 Creator true
        "TikTok no longer accepts our access to this account."
        "Connect the account again, then retry.";
    TiktokAccessRemoved "tiktok_access_removed" 409 Creator true
        "The access to this account was taken back in TikTok."
        "Connect the account again if that was not meant.";
    TiktokAccountDeleted "tiktok_account_deleted" 409 Creator false
        "The TikTok account was deleted."
        "Choose another account.";
    TiktokAgeChanged "tiktok_age_changed" 409 Creator false
        "TikTok ended the access because the age on the account changed."
        "Open the TikTok app and check the account.";
    TiktokAccessRenewing "tiktok_access_renewing" 503 Nobody true
        "The access to this account is being renewed."
        "Nothing to do: it goes on by itself.";
    TiktokScopeMissing "tiktok_scope_missing" 409 Creator true
        "A permission is missing for this."
        "Connect the account again and allow the permission, then retry.";
    TiktokAppRefused "tiktok_app_refused" 502 Operator true
        "TikTok does not accept this service's app credentials."
        "The operator checks TIKTOK_CLIENT_KEY and TIKTOK_CLIENT_SECRET.";
    TiktokRateLimit "tiktok_rate_limit" 429 Nobody true
        "TikTok takes no more requests for this account this minute."
        "Nothing to do: it goes on by itself.";
    TiktokInboxFull "tiktok_inbox_full" 409 Creator true
        "The TikTok inbox is full: TikTok holds at most five unfinished drafts."
        "Post or delete drafts in the TikTok app. It goes on by itself, or press Retry.";
    TiktokDailyCap "tiktok_daily_cap" 409 Creator true
        "This account has used up its posts through apps for today."
        "Wait until tomorrow; it goes on by itself. Or post in the TikTok app.";
    TiktokActiveUserCap "tiktok_active_user_cap" 409 Operator true
        "TikTok lets no more creators post through this app today."
        "It goes on by itself tomorrow. The operator can ask TikTok for a higher number.";
    TiktokBanned "tiktok_banned" 403 Creator false
        "TikTok has barred this account from posting."
        "Open the TikTok app and read TikTok's notice.";
    TiktokAccountMustBePrivate "tiktok_account_must_be_private" 403 Creator true
        "TikTok has not audited this app, so it posts only to private accounts."
        "Set the account to private in the TikTok app, or send to the inbox instead.";
    TiktokPrivacyMismatch "tiktok_privacy_mismatch" 422 Creator true
        "TikTok no longer offers that audience for this account."
        "Choose again who can see the post.";
    TiktokUrlUnverified "tiktok_url_unverified" 403 Operator false
        "TikTok does not know this address as ours."
        "The operator verifies the domain in TikTok's developer portal.";
    TiktokAppVersion "tiktok_app_version" 400 Creator true
        "The TikTok app on the phone is too old."
        "Update the TikTok app to 31.8 or later, then retry.";
    TiktokInvalidRequest "tiktok_invalid_request" 502 Operator false
        "TikTok did not accept the request."
        "Give the operator the details; TikTok's support asks for the log id.";
    TiktokUnavailable "tiktok_unavailable" 502 Nobody true
        "TikTok could not be reached or had a fault."
        "Retry later. Nothing was posted.";
    TiktokUploadExpired "tiktok_upload_expired" 502 Nobody true
        "TikTok's upload address expired before the whole video was sent."
        "Retry. If it stays, the server's connection is too slow for a video of this size.";
    TiktokUnconfirmed "tiktok_unconfirmed" 502 Creator true
        "TikTok has the video but has not said what became of it."
        "Look in the TikTok app. Send it again only if it is not there.";
    TiktokFileFormat "tiktok_file_format" 422 Creator false
        "TikTok refused the file format."
        "Export it again as MP4 with H.264 and send the new file.";
    TiktokDuration "tiktok_duration" 422 Creator false
        "TikTok refused the length of the video."
        "Cut it to what the account may post.";
    TiktokFrameRate "tiktok_frame_rate" 422 Creator false
        "TikTok refused the frame rate."
        "Export it with 30 frames a second.";
    TiktokPictureSize "tiktok_picture_size" 422 Creator false
        "TikTok refused the picture size."
        "Export it at 1080 × 1920.";
    TiktokInternal "tiktok_internal" 502 Nobody true
        "TikTok had a fault while it worked on the video."
        "Retry. Nothing was posted.";
    TiktokPullFailed "tiktok_pull_failed" 502 Operator true
        "TikTok could not fetch the video from its address."
        "Check that the address is reachable from the Internet, then retry.";
    TiktokCancelled "tiktok_cancelled" 409 Creator false
        "The upload was cancelled at TikTok."
        "Make a new post if it was not meant.";
    TiktokAuthRemoved "tiktok_auth_removed" 409 Creator false
        "The account was disconnected in TikTok while the video was on its way."
        "Connect the account again and make a new post.";
    TiktokSpamText "tiktok_spam_text" 422 Creator false
        "TikTok finds the caption risky."
        "Change the caption and make a new post.";
    TiktokSpam "tiktok_spam" 422 Creator false
        "TikTok finds the post risky and refused it."
        "Post it in the TikTok app.";
    TiktokRefused "tiktok_refused" 502 Creator false
        "TikTok refused with a reason that this version does not know."
        "Read TikTok's own words in the details.";
}
