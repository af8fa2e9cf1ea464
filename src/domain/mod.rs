//! The words of the product as types: pure values and rules, no I/O.
//!
//! Floor 0. Nothing here knows a database, a socket or a page.

pub mod account;
pub mod api_key;
pub mod budget;
pub mod caption;
pub mod change;
pub mod chunk;
pub mod clock;
pub mod counts;
pub mod deletion;
pub mod error_code;
pub mod figure;
pub mod holdings;
pub mod id;
pub mod page;
pub mod post;
pub mod post_object;
pub mod publish;
pub mod retry;
pub mod rules;
pub mod secret;
pub mod size;
pub mod source;
pub mod status;
pub mod temporary_file;
pub mod terms;
pub mod upload;
pub mod user;
pub mod video;
