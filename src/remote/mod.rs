//! Everything we say to other servers over HTTP: TikTok, Google, sources of videos, callback receivers.
//!
//! Floor 1. Settings come in as plain structs; nothing here reads the environment or the database.

pub mod callbacks;
mod content_range;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod google;
pub mod guard;
pub mod http;
pub mod sources;
pub mod tiktok;

pub use callbacks::CallbackSender;
pub use google::Google;
pub use guard::{AddressGuard, AllowRule};
pub use http::Clients;
pub use sources::Sources;
pub use tiktok::{TikTok, TikTokError, Verdict};
