//! What a form says to the next page: notices, what is wrong with which field, and what the person had typed.
//!
//! It lies in the session until a page shows it, once. Secrets never go through here: sessions are rows in the database.

use serde::{Deserialize, Serialize};
use tower_sessions::{Session, session::Error};

use super::{
    components::notice::{Notice, Tone},
    form::FormState,
};
use crate::domain::error_code::Failure;

/// Where it lies in the session.
const KEY: &str = "flash";

/// A message to the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flash {
    /// What happened.
    pub notices: Vec<Notice>,
    /// What a refused form remembers.
    #[serde(default)]
    pub form: FormState,
}

impl Flash {
    /// It worked.
    pub(super) fn good(title: impl Into<String>) -> Self {
        Self::from(Notice::new(Tone::Good, title))
    }

    /// It was refused.
    pub(super) fn refused(failure: &Failure) -> Self {
        Self::from(refusal(failure))
    }

    /// The same, with what the form remembers.
    pub(super) fn with_form(mut self, form: FormState) -> Self {
        self.form = form;
        self
    }

    /// Leaves it for the next page.
    pub(super) async fn leave(&self, session: &Session) -> Result<(), Error> {
        if *self == Self::default() {
            return Ok(());
        }
        session.insert(KEY, self).await
    }

    /// Takes what an earlier request left.
    pub(super) async fn take(session: &Session) -> Result<Self, Error> {
        Ok(session.remove(KEY).await?.unwrap_or_default())
    }
}

impl From<Notice> for Flash {
    fn from(notice: Notice) -> Self {
        Self {
            notices: vec![notice],
            form: FormState::default(),
        }
    }
}

/// The catalogue's words for people.
pub(super) fn refusal(failure: &Failure) -> Notice {
    Notice::new(Tone::Bad, failure.message()).saying(failure.code.entry().description)
}
