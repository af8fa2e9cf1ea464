//! Direct Post: what a human chooses before a video is published.
//!
//! `rules` binds the choices, `consent` is what the human agrees to by pressing the button.

pub mod consent;
pub mod rules;

use serde::{Deserialize, Serialize};

/// Which way a post goes to TikTok.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The person's TikTok inbox: a private draft (scope `video.upload`).
    #[default]
    Inbox,
    /// Direct Post (scope `video.publish`).
    Direct,
}

impl Delivery {
    /// The name used in JSON and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Direct => "direct",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "inbox" => Some(Self::Inbox),
            "direct" => Some(Self::Direct),
            _ => None,
        }
    }
}

/// Who can see a Direct Post. Source: Direct Post reference, `privacy_level`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Privacy {
    /// Everyone.
    PublicToEveryone,
    /// Friends: people who follow each other.
    MutualFollowFriends,
    /// Followers of a private account.
    FollowerOfCreator,
    /// Only the creator.
    SelfOnly,
}

impl Privacy {
    /// Every audience, the widest first.
    pub const ALL: [Self; 4] = [
        Self::PublicToEveryone,
        Self::MutualFollowFriends,
        Self::FollowerOfCreator,
        Self::SelfOnly,
    ];

    /// TikTok's name, as `creator_info` and the form write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PublicToEveryone => "PUBLIC_TO_EVERYONE",
            Self::MutualFollowFriends => "MUTUAL_FOLLOW_FRIENDS",
            Self::FollowerOfCreator => "FOLLOWER_OF_CREATOR",
            Self::SelfOnly => "SELF_ONLY",
        }
    }

    /// Reads [`as_str`](Self::as_str) back.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|privacy| privacy.as_str() == name)
    }

    /// Whether TikTok takes branded content for this audience: public and friends. Followers of a private account are
    /// not named by TikTok's rule; leaving them out is the careful reading.
    #[must_use]
    pub const fn takes_branded_content(self) -> bool {
        matches!(self, Self::PublicToEveryone | Self::MutualFollowFriends)
    }
}

/// What a human chose on the publish form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "TikTok's form has these independent switches"
)]
pub struct Choices {
    /// Who can see it.
    pub privacy: Privacy,
    /// Others may comment.
    pub allow_comment: bool,
    /// Others may duet.
    pub allow_duet: bool,
    /// Others may stitch.
    pub allow_stitch: bool,
    /// It promotes the creator's own business.
    pub your_brand: bool,
    /// It is a paid partnership with a third party.
    pub branded_content: bool,
}
