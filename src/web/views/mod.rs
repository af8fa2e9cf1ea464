//! What each page shows: plain values in, `<main>` out. Loading and acting are elsewhere.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod api_keys;
pub(crate) mod delete_account;
pub(crate) mod drafts;
pub(crate) mod legal;
pub(crate) mod line;
pub(crate) mod login;
pub(crate) mod lost;
pub(crate) mod n8n;
pub(crate) mod post;
pub(crate) mod publish;
pub(crate) mod receipt;
pub(crate) mod revoke_key;
pub(crate) mod settings;
pub(crate) mod upload;
mod waiting;
