//! Identifiers: one type per thing, all UUIDv7 (RFC 9562) in their hyphenated text form.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::clock::Timestamp;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id whose leading bits are `now`, so that ids sort by age.
            #[must_use]
            pub fn new(now: Timestamp) -> Self {
                Self(uuid_v7(now))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )+};
}

id! {
    /// A user.
    UserId,
    /// A connected TikTok account.
    AccountId,
    /// An API key.
    ApiKeyId,
    /// A post.
    PostId,
    /// A temporary file.
    TemporaryFileId,
    /// One event that a callback URL is told about; the `webhook-id` of all its tries.
    CallbackId,
    /// One press on Publish.
    ConsentId,
    /// One acceptance of terms and privacy.
    AcceptanceId,
    /// The receipt for a deleted account.
    DeletionId,
}

fn uuid_v7(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    let nanos = u32::try_from(millis % 1000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(uuid::Timestamp::from_unix(
        uuid::NoContext,
        millis / 1000,
        nanos,
    ))
}
