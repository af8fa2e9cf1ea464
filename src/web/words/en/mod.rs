//! English.

pub(crate) mod accounts;
pub(crate) mod activity;
pub(crate) mod allowance;
pub(crate) mod api_keys;
pub(crate) mod bulk;
pub(crate) mod caption;
pub(crate) mod connect;
pub(crate) mod deletion;
pub(crate) mod done;
pub(crate) mod drafts;
pub(crate) mod figures;
pub(crate) mod first_run;
pub(crate) mod history;
pub(crate) mod keyboard;
pub(crate) mod legal;
pub(crate) mod live;
pub(crate) mod login;
pub(crate) mod lost;
pub(crate) mod n8n;
pub(crate) mod page;
pub(crate) mod post;
pub(crate) mod progress;
pub(crate) mod publish;
pub(crate) mod scope;
pub(crate) mod settings;
pub(crate) mod shell;
pub(crate) mod status;
pub(crate) mod upload;
pub(crate) mod waiting;

/// What `<html lang>` says.
pub(crate) const LANGUAGE: &str = "en";
