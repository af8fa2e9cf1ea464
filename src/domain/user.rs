//! A person who signed in with Google.

use super::{clock::Timestamp, id::UserId};

/// The time zone of whoever has not chosen one.
pub const UTC: &str = "UTC";

/// A user of this installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Our id.
    pub id: UserId,
    /// The verified e-mail address, in lower case.
    pub email: String,
    /// The name that Google gave; the address if none.
    pub name: String,
    /// Google's stable id of the person (`sub`); absent until the first sign-in of a user made by `keys create`.
    pub google_sub: Option<String>,
    /// Whether every post waits for review, whatever `auto_approve` says.
    pub hold_everything: bool,
    /// `system`, `light` or `dark`.
    pub theme: Theme,
    /// The IANA name of the time zone in which pages show times to this person; [`UTC`] until they choose.
    pub time_zone: String,
    /// The version of terms and privacy that they accepted last; none before their first sign-in.
    pub accepted_version: Option<String>,
    /// When the user was made.
    pub created_at: Timestamp,
}

impl User {
    /// One or two capital letters that stand for the person.
    #[must_use]
    pub fn initials(&self) -> String {
        let mut words = self
            .name
            .split_whitespace()
            .filter_map(|word| word.chars().next());
        let first = words.next();
        let last = words.next_back();
        first
            .into_iter()
            .chain(last)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// The colours a person asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Light always.
    Light,
    /// Dark always.
    Dark,
}

impl Theme {
    /// The name used in the database, in forms and in `data-theme`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; the device's for any other text.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}
