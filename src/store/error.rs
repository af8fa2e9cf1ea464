//! What can go wrong in the database.

use std::sync::Arc;

use super::{dialect, seal::SealError};
use crate::domain::status::Status;

/// The outcome of every call to the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What can go wrong in the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `DATABASE_URL` is of no known kind, or its folder cannot be made.
    #[error("the database cannot be opened: {0}")]
    Unusable(String),
    /// The database refused or cannot be reached.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The tables cannot be brought up to date.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// Someone else took over what the caller held: it must stop and write nothing more.
    #[error("another worker or a person has taken this over")]
    LeaseLost,
    /// A move was decided for a post that stands elsewhere.
    #[error("the post is {is}, not {expected}")]
    OutOfStep {
        /// Where the move begins.
        expected: Status,
        /// Where the post stands.
        is: Status,
    },
    /// The database cannot be copied or moved, for the reason given.
    #[error("{0}")]
    NotCopied(String),
    /// There is no such row.
    #[error("there is no such row")]
    NotFound,
    /// The address belongs to another Google account: an address that changed hands must not open the former owner's door.
    #[error("this e-mail address belongs to another Google account")]
    EmailTaken,
    /// What was asked or written together with this failed.
    #[error("what many requests asked together failed")]
    Together(#[source] Arc<StoreError>),
    /// A sealed value does not open.
    #[error("a sealed value does not open")]
    Sealed(#[from] SealError),
    /// A row holds what the program cannot read.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Whether the database refused what was to be written for what it is, such as a row that names one that is gone.
    /// Something else may be written all the same.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::LeaseLost
            | Self::NotFound
            | Self::Corrupt(_)
            | Self::Database(sqlx::Error::Encode(_)) => true,
            Self::Database(sqlx::Error::Database(error)) => dialect::refuses(error.as_ref()),
            _ => false,
        }
    }

    /// Whether the database cannot be reached now. Nothing is wrong with what was asked for.
    #[must_use]
    pub fn is_out_of_reach(&self) -> bool {
        match self {
            Self::Database(error) => dialect::is_out_of_reach(error),
            Self::Together(error) => error.is_out_of_reach(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_gone_is_told_from_one_that_refuses() {
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        for gone in [sqlx::Error::PoolTimedOut, sqlx::Error::Io(refused)] {
            let error = StoreError::Together(Arc::new(gone.into()));
            assert!(error.is_out_of_reach(), "{error:?}");
        }
        for there in [sqlx::Error::RowNotFound, sqlx::Error::WorkerCrashed] {
            assert!(!StoreError::from(there).is_out_of_reach());
        }
    }
}
