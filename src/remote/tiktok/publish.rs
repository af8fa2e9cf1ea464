//! Begins a publish: to the inbox, or directly.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;

use super::{TikTok, TikTokError};
use crate::domain::{chunk::Plan, publish::Choices};

/// A publish that has begun.
#[derive(Debug, Clone)]
pub struct Init {
    /// TikTok's id of it; opaque.
    pub publish_id: String,
    /// Where the chunks go, for one hour. Checked against the rule for its host.
    pub upload_url: SecretString,
}

impl TikTok {
    /// Begins a draft for the inbox (scope `video.upload`, 6 calls a minute).
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn init_inbox(&self, access: &SecretString, plan: Plan) -> Result<Init, TikTokError> {
        unimplemented!()
    }

    /// Begins a Direct Post (scope `video.publish`, 6 calls a minute). It is public, or whatever `choices` say,
    /// once its last byte has arrived.
    ///
    /// # Errors
    /// [`TikTokError`].
    pub async fn init_direct(
        &self,
        access: &SecretString,
        plan: Plan,
        caption: &str,
        choices: &Choices,
    ) -> Result<Init, TikTokError> {
        unimplemented!()
    }
}
