//! English.

pub(crate) mod history;
pub(crate) mod page;
pub(crate) mod progress;
pub(crate) mod scope;
pub(crate) mod shell;
pub(crate) mod status;

/// What `<html lang>` says.
pub(crate) const LANGUAGE: &str = "en";
