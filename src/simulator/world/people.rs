//! Who lives in the simulated world: people with Google addresses, creators with TikTok profiles.

use serde::Serialize;

/// Somebody who can sign in with Google.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Google's id of the person.
    pub sub: String,
    /// Their address.
    pub email: String,
    /// Whether Google has proven that the address is theirs.
    pub email_verified: bool,
    /// Their name.
    pub name: String,
}

impl Person {
    /// A person whose id follows from the address.
    #[must_use]
    pub fn new(email: &str, name: &str, email_verified: bool) -> Self {
        let number = email.bytes().fold(7_u64, |sum, byte| {
            sum.wrapping_mul(1_099_511_628_211)
                .wrapping_add(u64::from(byte))
        });
        Self {
            sub: format!("1{number:020}"),
            email: email.to_owned(),
            email_verified,
            name: name.to_owned(),
        }
    }
}

/// Somebody with a TikTok profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Creator {
    /// TikTok's id of the person for this app.
    pub open_id: String,
    /// The same person for all apps of one developer.
    pub union_id: String,
    /// The handle, without `@`.
    pub username: String,
    /// The name shown.
    pub display_name: String,
    /// Which of the embedded pictures is theirs: `studio`, `harbour` or `fern`.
    pub avatar: &'static str,
    /// What the person has set in the app, and what TikTok thinks of them.
    pub settings: CreatorSettings,
}

/// What decides how a creator may post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are independent switches in the app's settings"
)]
pub struct CreatorSettings {
    /// The account is private.
    pub private: bool,
    /// TikTok lets the person post nothing.
    pub banned: bool,
    /// The person's TikTok app is older than 31.8.
    pub app_outdated: bool,
    /// Comments are set to "No one".
    pub comment_disabled: bool,
    /// Duets are set to "No one".
    pub duet_disabled: bool,
    /// Stitches are set to "No one".
    pub stitch_disabled: bool,
    /// Longest video that the person may post, in seconds.
    pub longest_seconds: u32,
}

impl Default for CreatorSettings {
    fn default() -> Self {
        Self {
            private: false,
            banned: false,
            app_outdated: false,
            comment_disabled: false,
            duet_disabled: false,
            stitch_disabled: false,
            longest_seconds: 600,
        }
    }
}

/// The people a new world starts with; the last one's address is not verified.
pub(crate) fn first_people() -> Vec<Person> {
    vec![
        Person::new("alice@example.com", "Alice Example", true),
        Person::new("bob@example.com", "Bob Example", true),
        Person::new("mallory@example.com", "Mallory Example", true),
        Person::new("unverified@example.com", "Una Verified", false),
    ]
}

/// The creators a new world starts with; the last one's account is private.
pub(crate) fn first_creators() -> Vec<Creator> {
    let creator = |number: u8, username: &str, display_name: &str, avatar, private| Creator {
        open_id: format!("-000SampleCreator{number}_xY7kQ-open"),
        union_id: format!("5e11aa00-0000-4000-8000-00000000000{number}"),
        username: username.to_owned(),
        display_name: display_name.to_owned(),
        avatar,
        settings: CreatorSettings {
            private,
            ..CreatorSettings::default()
        },
    };
    vec![
        creator(1, "sample_studio", "Sample Studio", "studio", false),
        creator(2, "sample_harbour", "Sample Harbour", "harbour", false),
        creator(3, "sample_fern", "Sample Fern", "fern", true),
    ]
}

/// A creator like any other.
pub(crate) fn one_more(number: usize) -> Creator {
    Creator {
        open_id: format!("-000SampleCreator{number}_xY7kQ-open"),
        union_id: format!("5e11aa00-0000-4000-8000-{number:012}"),
        username: format!("sample_{number}"),
        display_name: format!("Sample {number}"),
        avatar: "studio",
        settings: CreatorSettings::default(),
    }
}
