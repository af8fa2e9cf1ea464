//! A notice: something that happened, said once, above the page or inside it.

use serde::{Deserialize, Serialize};

/// How a notice sounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Tone {
    /// It worked.
    Good,
    /// It did not work.
    Bad,
    /// The person must do something.
    Yours,
    /// For information.
    Plain,
}

/// Something to be said once. Travels in the session from an action to the next page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// How it sounds.
    pub(crate) tone: Tone,
    /// What happened.
    pub(crate) title: String,
    /// What to do, or what follows from it; may be empty.
    pub(crate) text: String,
}

impl Notice {
    /// A notice of that tone with a title alone.
    pub(crate) fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self {
            tone,
            title: title.into(),
            text: String::new(),
        }
    }

    /// The same with a sentence below.
    pub(crate) fn saying(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }
}
