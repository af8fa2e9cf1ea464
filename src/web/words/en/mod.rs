//! English.

pub(crate) mod page;
