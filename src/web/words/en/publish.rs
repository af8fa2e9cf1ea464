//! The publish page. TikTok's own sentences are quoted literally and never reworded; those that people agree to stand in
//! `domain::publish::consent`.

use crate::domain::{error_code::ErrorCode, publish::Privacy};

pub(crate) const WINDOW: &str = "Publish";
pub(crate) const TITLE: &str = "Publish to TikTok";
pub(crate) const BACK: &str = "Back to review";
pub(crate) const INBOX_INSTEAD: &str = "Send to inbox instead";

pub(crate) const NOTHING_ADDED: &str = "We add no watermark, no logo, no text.";

/// How long the video is, and how long it may be.
pub(crate) fn length_of(length: &str, longest: &str) -> String {
    format!("{length} of {longest} allowed for this account.")
}

// Who posts.

pub(crate) const POSTING_AS: &str = "Posting as ";
pub(crate) const LOADED_NOW: &str = "Your TikTok settings, loaded just now";
pub(crate) const LOAD_SETTINGS: &str = "Load its settings";

/// The account in the chooser.
pub(crate) fn account(name: &str, handle: &str) -> String {
    format!("{name} ({handle})")
}

// What keeps the form closed.

pub(crate) const NOT_CONNECTED: &str = "No TikTok account is connected";
pub(crate) const NOT_CONNECTED_TEXT: &str = "Connect one, then come back here: the draft waits.";
pub(crate) const CONNECT: &str = "Connect TikTok";
pub(crate) const CONNECT_AGAIN: &str = "Connect again";
pub(crate) const RECONNECT: &str = "TikTok no longer accepts our access to this account";
pub(crate) const RECONNECT_TEXT: &str = "Connect it again, then come back here: the draft waits.";
pub(crate) const NO_SCOPE: &str = "Publishing needs one more permission";

/// What was not granted.
pub(crate) fn no_scope(handle: &str) -> String {
    format!(
        "{handle} is connected for drafts, not for publishing (video.publish). Connect it again and allow “Publish when you press the button”. Drafts to the inbox work as before."
    )
}

pub(crate) const SILENT: &str = "TikTok did not say what this account may post";
pub(crate) const SILENT_TEXT: &str = "Who may see a video, and who may answer it, are settings that TikTok gives out freshly each time. Without them nothing can be published. Nothing was sent.";
pub(crate) const TRY_AGAIN: &str = "Try again";

/// Around the moment from which TikTok may be asked again.
pub(crate) const NO_MORE_QUESTIONS: &str =
    "TikTok takes no more questions about this account for now. Try again ";
pub(crate) const THEN: &str = ".";

/// A moment ahead, once as a span and once by the clock.
pub(crate) fn ahead_at(ahead: &str, clock: &str) -> String {
    format!("{ahead}, at {clock}")
}

pub(crate) const BLOCKED: &str = "TikTok takes no post from this account now";
/// The same beside the button, where whole sentences stand.
pub(crate) const BLOCKED_HINT: &str = "TikTok takes no post from this account now.";

/// Whether [`blocked`] has words for it.
pub(crate) const fn is_blocked(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::TiktokDailyCap
            | ErrorCode::TiktokActiveUserCap
            | ErrorCode::TiktokBanned
            | ErrorCode::TiktokSpam
            | ErrorCode::TiktokSpamText
    )
}

/// Why TikTok takes nothing, and when to come back.
pub(crate) fn blocked(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::TiktokDailyCap => {
            "This account has used up its posts through apps for today. Try again later, at the latest tomorrow. You can also send the video to the inbox and post it in the TikTok app."
        }
        ErrorCode::TiktokActiveUserCap => {
            "TikTok lets no more people publish through this installation today. Try again later, at the latest tomorrow. You can also send the video to the inbox and post it in the TikTok app."
        }
        ErrorCode::TiktokBanned => {
            "TikTok has barred this account from posting. Open the TikTok app, read TikTok’s notice, and try again later."
        }
        _ => {
            "TikTok finds posts of this account risky at the moment. Open the TikTok app, read TikTok’s notice, and try again later."
        }
    }
}

pub(crate) const TOO_LONG: &str = "This video is too long for this account";
/// The same beside the button.
pub(crate) const TOO_LONG_HINT: &str = "This video is too long for this account.";

/// How long it is, and how long it may be.
pub(crate) fn too_long(length: &str, longest: &str, handle: &str) -> String {
    format!(
        "It lasts {length}. TikTok lets {handle} post at most {longest}. Cut it and hand it in again, or choose another account."
    )
}

// Not audited.

pub(crate) const UNAUDITED: &str = "This installation can publish to “Only me” for now";
pub(crate) const UNAUDITED_TEXT: &str = "TikTok has not audited its app yet. Two things are needed until then: choose “Only me”, and set your TikTok account to private while posting. To reach everyone today, send the video to your inbox and post it in the TikTok app.";

pub(crate) const UNAUDITED_PUBLIC: &str = "TikTok will refuse this while the account is public";

/// What to do about an account that is public.
pub(crate) fn set_to_private(handle: &str) -> String {
    format!(
        "TikTok has not audited the app of this installation yet: it takes posts for “Only me” alone, and only from private accounts. Set {handle} to private in the TikTok app, then load its settings again. To reach everyone today, send the video to your inbox and post it in the TikTok app."
    )
}

/// The same beside the button.
pub(crate) fn refused_while_public(handle: &str) -> String {
    format!("TikTok will refuse it while {handle} is public. Set it to private first.")
}

pub(crate) const LOAD_AGAIN: &str = "Load its settings again";

pub(crate) const AUDIT: &str = "How the audit works";

// The form.

pub(crate) const PRIVACY: &str = "Who can see this video";
pub(crate) const SELECT: &str = "Select who can see it";

/// An audience.
pub(crate) const fn privacy(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::PublicToEveryone => "Everyone",
        Privacy::MutualFollowFriends => "Friends",
        Privacy::FollowerOfCreator => "Followers",
        Privacy::SelfOnly => "Only me",
    }
}

/// An audience that is closed until the audit.
pub(crate) fn after_the_audit(privacy: &str) -> String {
    format!("{privacy} (after the audit)")
}

/// TikTok's sentence.
pub(crate) const NOT_PRIVATE: &str = "Branded content visibility cannot be set to private.";

pub(crate) const ALLOW: &str = "Allow people to";
pub(crate) const COMMENT: &str = "Comment";
pub(crate) const DUET: &str = "Duet";
pub(crate) const STITCH: &str = "Stitch";
pub(crate) const OFF_IN_TIKTOK: &str = "Off in your TikTok settings";

pub(crate) const COMMERCIAL: &str = "Commercial content";
pub(crate) const DISCLOSE: &str = "Disclose commercial content";
pub(crate) const DISCLOSE_HINT: &str = "Turn this on if the video promotes goods or services in return for something of value: yourself, a third party, or both.";
pub(crate) const YOUR_BRAND: &str = "Your brand";
pub(crate) const YOUR_BRAND_HINT: &str = "You promote yourself or your own business.";
pub(crate) const BRANDED: &str = "Branded content";
pub(crate) const BRANDED_HINT: &str = "You promote another brand or a third party.";
pub(crate) const BRANDED_CLOSED: &str = "Not possible while only “Only me” is open.";

/// TikTok's sentences.
pub(crate) const LABEL_OWN: &str = "Your photo/video will be labeled as 'Promotional content'";
pub(crate) const LABEL_BRANDED: &str = "Your photo/video will be labeled as 'Paid partnership'";

pub(crate) const PUBLISH: &str = "Publish to TikTok";

/// TikTok's sentence.
pub(crate) const INDICATE: &str =
    "You need to indicate if your content promotes yourself, a third party, or both.";
pub(crate) const SELECT_FIRST: &str = "Select who can see this video first.";
pub(crate) const SHORTEN_FIRST: &str = "Shorten the caption first.";
pub(crate) const STARTS_WHEN: &str = "Sending starts when you press the button, not before.";
pub(crate) const MINUTES: &str = "After you publish, TikTok may need a few minutes until the video is visible. The next page shows how it ends.";

// Afterwards.

pub(crate) const ON_ITS_WAY_TEXT: &str =
    "TikTok may need a few minutes until the video is visible. This page shows how it ends.";
pub(crate) const BACK_IN_REVIEW: &str = "Back in review. Nothing was published.";
pub(crate) const TO_REVIEW: &str = "Back to review";
pub(crate) const TO_REVIEW_HINT: &str =
    "It comes back as a draft. You choose once more and press Publish again.";
pub(crate) const HIDDEN_POST: &str = "Not everyone can see it, so TikTok gives no link. Look for it in your TikTok profile; TikTok may need a few minutes until it is visible.";
pub(crate) const LINE_BROKE: &str = "TikTok took the whole video, or the line broke before it answered. The video may be on your profile, or it may be lost. We keep asking TikTok.";
pub(crate) const LOOK: &str = "Look at your TikTok profile. If the video is there, you are done. If it is not there after an hour, take it back into review and publish it again.";
pub(crate) const LOOKED: &str = "I looked, and the video is not on my TikTok profile";
pub(crate) const MAY_BE_TWICE: &str = "It comes back as a draft, and you press Publish again. If the first copy did arrive, the video will be on your profile twice.";

// On the review page.

pub(crate) const OPEN: &str = "Publish…";
pub(crate) const OPEN_HINT: &str =
    "Next page: who can see it, comments, disclosure. Nothing is sent before you confirm.";
pub(crate) const OPEN_CLOSED: &str =
    "Publishing needs one more permission of your TikTok account. ";
