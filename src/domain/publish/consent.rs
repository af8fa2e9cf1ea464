//! What a human agrees to by pressing Publish, and the record of it.
//!
//! The sentences and addresses are TikTok's, from its Content Sharing Guidelines, and are never reworded.

use super::Choices;
use crate::domain::{
    clock::Timestamp,
    id::{AccountId, ConsentId, PostId, UserId},
};

/// How the sentence begins.
pub const BY_POSTING: &str = "By posting, you agree to TikTok's ";

/// What stands between two policies.
pub const AND: &str = " and ";

/// A text of TikTok's that the sentence links to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// As the sentence names it.
    pub name: &'static str,
    /// Where it stands.
    pub url: &'static str,
}

/// For every post.
pub const MUSIC_USAGE: Policy = Policy {
    name: "Music Usage Confirmation",
    url: "https://www.tiktok.com/legal/page/global/music-usage-confirmation/en",
};

/// For branded content.
pub const BRANDED_CONTENT: Policy = Policy {
    name: "Branded Content Policy",
    url: "https://www.tiktok.com/legal/page/global/bc-policy/en",
};

/// Which of TikTok's two sentences stands above the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// Nothing disclosed, or only the own brand.
    Music,
    /// Branded content, with or without the own brand.
    BrandedContentAndMusic,
}

impl Agreement {
    /// The one that goes with `choices`.
    #[must_use]
    pub const fn to(choices: &Choices) -> Self {
        if choices.branded_content {
            Self::BrandedContentAndMusic
        } else {
            Self::Music
        }
    }

    /// The policies that it names, in order.
    #[must_use]
    pub const fn policies(self) -> &'static [Policy] {
        match self {
            Self::Music => &[MUSIC_USAGE],
            Self::BrandedContentAndMusic => &[BRANDED_CONTENT, MUSIC_USAGE],
        }
    }

    /// The whole sentence, as it is shown.
    #[must_use]
    pub fn words(self) -> String {
        let names: Vec<&str> = self.policies().iter().map(|policy| policy.name).collect();
        format!("{BY_POSTING}{}", names.join(AND))
    }
}

/// Who pressed Publish, when, and what exactly they agreed to and chose. One for each press that counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Its own id.
    pub id: ConsentId,
    /// Who pressed.
    pub user_id: UserId,
    /// What is to be published.
    pub post_id: PostId,
    /// For which account; none after that account was deleted here.
    pub account_id: Option<AccountId>,
    /// TikTok's id of the account.
    pub tiktok_user_id: String,
    /// The account as the page named it.
    pub posting_as: String,
    /// When.
    pub at: Timestamp,
    /// The sentence above the button, word for word.
    pub words: String,
    /// The caption that goes with the video.
    pub caption: String,
    /// The form's answers.
    pub choices: Choices,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_are_tiktoks() {
        assert_eq!(
            Agreement::Music.words(),
            "By posting, you agree to TikTok's Music Usage Confirmation"
        );
        assert_eq!(
            Agreement::BrandedContentAndMusic.words(),
            "By posting, you agree to TikTok's Branded Content Policy and Music Usage Confirmation"
        );
    }
}
