//! What a request can end with: an entry of the error catalogue, or a fault of ours.

use serde_json::Value;

use crate::{
    domain::error_code::{ErrorCode, Failure},
    media::MediaError,
    store::StoreError,
};

/// Why something that was asked for did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Refused, for a reason that the catalogue names.
    #[error("{}: {}", .failure.code, .failure.message())]
    Refused {
        /// The entry, and what exactly.
        failure: Failure,
        /// More for programs: `details` of the error object.
        details: Option<Value>,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The temporary folder failed.
    #[error(transparent)]
    Media(#[from] MediaError),
    /// Something that cannot happen did.
    #[error("{0}")]
    Broken(String),
}

impl ServiceError {
    /// Refused with an entry of the catalogue.
    #[must_use]
    pub const fn refused(code: ErrorCode) -> Self {
        Self::Refused {
            failure: Failure::new(code),
            details: None,
        }
    }

    /// Refused, saying what exactly.
    #[must_use]
    pub fn because(code: ErrorCode, detail: impl Into<String>) -> Self {
        Failure::new(code).with_detail(detail).into()
    }

    /// Refused because of one field: `details` names it.
    #[must_use]
    pub fn field(code: ErrorCode, field: &str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::Refused {
            details: Some(serde_json::json!([{ "field": field, "problem": problem }])),
            failure: Failure::new(code).with_detail(problem),
        }
    }

    /// An answer could not be written as JSON.
    pub(crate) fn unwritable(error: &serde_json::Error) -> Self {
        Self::Broken(format!("an answer cannot be written as JSON: {error}"))
    }

    /// What people and programs are told. A fault of ours is not described further.
    #[must_use]
    pub fn failure(&self) -> Failure {
        match self {
            Self::Refused { failure, .. } => failure.clone(),
            Self::Store(error) if error.is_out_of_reach() => Failure::new(ErrorCode::Unavailable),
            Self::Store(_) | Self::Broken(_) => Failure::new(ErrorCode::Internal),
            Self::Media(error) => match error.code() {
                ErrorCode::Internal => Failure::new(ErrorCode::Internal),
                code => Failure::new(code),
            },
        }
    }

    /// `details` of the error object.
    #[must_use]
    pub const fn details(&self) -> Option<&Value> {
        match self {
            Self::Refused { details, .. } => details.as_ref(),
            _ => None,
        }
    }

    /// Whether it is a fault of ours that belongs into the log.
    #[must_use]
    pub fn is_fault(&self) -> bool {
        self.failure().code.entry().status >= 500 && !matches!(self, Self::Refused { .. })
    }
}

impl From<Failure> for ServiceError {
    fn from(failure: Failure) -> Self {
        Self::Refused {
            failure,
            details: None,
        }
    }
}

/// What a service function answers with.
pub type Result<T, E = ServiceError> = std::result::Result<T, E>;
