//! Reads the facts about a video from its container, without decoding and without reading the pictures.

use crate::domain::error_code::{ErrorCode, Failure};

/// Why a file is no video, or none that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ProbeError {
    /// The entry of the catalogue.
    pub code: ErrorCode,
    /// What exactly, in one sentence.
    pub detail: String,
}

impl From<ProbeError> for Failure {
    fn from(error: ProbeError) -> Self {
        Self::new(error.code).with_detail(error.detail)
    }
}
