//! What a Direct Post may be: TikTok's Content Sharing Guidelines and the creator's own settings, as pure rules.
//!
//! The form keeps people from breaking them, the service refuses what breaks them, and the pipeline checks them once more
//! before it sends.

use super::{Choices, Privacy};
use crate::domain::error_code::{ErrorCode, Failure};

/// What an account may post now; from `creator_info`. Never to be cached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreatorInfo {
    /// Where TikTok serves the avatar; expires after two hours.
    pub avatar_url: Option<String>,
    /// The handle without `@`.
    pub username: String,
    /// The nickname, which the publish page must show.
    pub nickname: String,
    /// The audiences to choose from, in TikTok's order.
    pub privacy_levels: Vec<Privacy>,
    /// Comments cannot be allowed.
    pub comment_disabled: bool,
    /// Duets cannot be allowed.
    pub duet_disabled: bool,
    /// Stitches cannot be allowed.
    pub stitch_disabled: bool,
    /// The longest video, in seconds.
    pub longest_seconds: u32,
}

impl CreatorInfo {
    /// The longest video, in milliseconds.
    #[must_use]
    pub fn longest_ms(&self) -> u64 {
        u64::from(self.longest_seconds) * 1000
    }

    /// Whether the TikTok account itself is public: only such accounts are offered everyone as an audience.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.privacy_levels.contains(&Privacy::PublicToEveryone)
    }
}

/// What a person asks for on the publish form, before anything is known to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "TikTok's form has these independent switches"
)]
pub struct Wish {
    /// Who can see it; none is preset.
    pub privacy: Option<Privacy>,
    /// Others may comment.
    pub allow_comment: bool,
    /// Others may duet.
    pub allow_duet: bool,
    /// Others may stitch.
    pub allow_stitch: bool,
    /// The disclosure is switched on. While it is off, the two boxes below do not count.
    pub discloses: bool,
    /// It promotes the creator's own business.
    pub your_brand: bool,
    /// It is a paid partnership with a third party.
    pub branded_content: bool,
}

impl From<&Choices> for Wish {
    fn from(choices: &Choices) -> Self {
        Self {
            privacy: Some(choices.privacy),
            allow_comment: choices.allow_comment,
            allow_duet: choices.allow_duet,
            allow_stitch: choices.allow_stitch,
            discloses: choices.your_brand || choices.branded_content,
            your_brand: choices.your_brand,
            branded_content: choices.branded_content,
        }
    }
}

/// What the rules depend on at this moment.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What TikTok says of the creator, asked just now.
    pub creator: &'a CreatorInfo,
    /// Whether TikTok has audited the app; until then only the creator may see a post.
    pub audited: bool,
    /// How long the video is, in milliseconds, if known.
    pub duration_ms: Option<u64>,
}

impl Terms<'_> {
    /// Whether `privacy` can be chosen at all.
    #[must_use]
    pub fn is_open(&self, privacy: Privacy) -> bool {
        self.creator.privacy_levels.contains(&privacy)
            && (self.audited || privacy == Privacy::SelfOnly)
    }

    /// Whether the video is too long for this creator.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        self.duration_ms
            .is_some_and(|duration| duration > self.creator.longest_ms())
    }
}

/// One rule that is broken. Its words stand in the error catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Violation {
    /// Nobody chose an audience.
    NoPrivacy,
    /// TikTok does not offer that audience for this creator.
    PrivacyNotOffered,
    /// The app is not audited, and others than the creator would see the post.
    NotAudited,
    /// The creator has switched comments off.
    CommentOff,
    /// The creator has switched duets off.
    DuetOff,
    /// The creator has switched stitches off.
    StitchOff,
    /// The disclosure is on and says nothing.
    NothingDisclosed,
    /// Branded content that only few may see.
    BrandedContentHidden,
    /// The video is longer than the creator may post.
    TooLong {
        /// In seconds.
        longest_seconds: u32,
    },
}

impl Violation {
    /// The entry of the catalogue.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::NoPrivacy => ErrorCode::PrivacyMissing,
            Self::PrivacyNotOffered => ErrorCode::TiktokPrivacyMismatch,
            Self::NotAudited => ErrorCode::AppNotAudited,
            Self::CommentOff => ErrorCode::CommentDisabled,
            Self::DuetOff => ErrorCode::DuetDisabled,
            Self::StitchOff => ErrorCode::StitchDisabled,
            Self::NothingDisclosed => ErrorCode::DisclosureMissing,
            Self::BrandedContentHidden => ErrorCode::BrandedContentPrivate,
            Self::TooLong { .. } => ErrorCode::VideoTooLongForCreator,
        }
    }

    /// The field of the form that it is about.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::NoPrivacy | Self::PrivacyNotOffered | Self::NotAudited => "privacy",
            Self::CommentOff => "comment",
            Self::DuetOff => "duet",
            Self::StitchOff => "stitch",
            Self::NothingDisclosed => "disclose",
            Self::BrandedContentHidden => "branded",
            Self::TooLong { .. } => "video",
        }
    }

    /// What people are told.
    #[must_use]
    pub fn failure(self) -> Failure {
        let failure = Failure::new(self.code());
        match self {
            Self::TooLong { longest_seconds } => failure.with_detail(format!(
                "TikTok lets this account post at most {longest_seconds} seconds, and the video is longer."
            )),
            _ => failure,
        }
    }
}

/// The choices that `wish` comes to, or every rule that it breaks.
///
/// # Errors
/// At least one [`Violation`], in the order of the form.
pub fn check(wish: &Wish, terms: &Terms<'_>) -> Result<Choices, Vec<Violation>> {
    let creator = terms.creator;
    let branded_content = wish.discloses && wish.branded_content;
    let your_brand = wish.discloses && wish.your_brand;
    let privacy = match wish.privacy {
        None => Some(Violation::NoPrivacy),
        Some(privacy) if !creator.privacy_levels.contains(&privacy) => {
            Some(Violation::PrivacyNotOffered)
        }
        Some(privacy) if !terms.is_open(privacy) => Some(Violation::NotAudited),
        Some(_) => None,
    };
    let hidden = wish
        .privacy
        .is_some_and(|privacy| !privacy.takes_branded_content());
    let broken: Vec<Violation> = [
        terms.is_too_long().then_some(Violation::TooLong {
            longest_seconds: creator.longest_seconds,
        }),
        privacy,
        (wish.allow_comment && creator.comment_disabled).then_some(Violation::CommentOff),
        (wish.allow_duet && creator.duet_disabled).then_some(Violation::DuetOff),
        (wish.allow_stitch && creator.stitch_disabled).then_some(Violation::StitchOff),
        (wish.discloses && !your_brand && !branded_content).then_some(Violation::NothingDisclosed),
        (branded_content && hidden).then_some(Violation::BrandedContentHidden),
    ]
    .into_iter()
    .flatten()
    .collect();
    match wish.privacy {
        Some(privacy) if broken.is_empty() => Ok(Choices {
            privacy,
            allow_comment: wish.allow_comment,
            allow_duet: wish.allow_duet,
            allow_stitch: wish.allow_stitch,
            your_brand,
            branded_content,
        }),
        _ => Err(broken),
    }
}
