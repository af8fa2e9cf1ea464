//! Pages for people.

#![cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "the views are there before the routes that show them"
    )
)]

pub(crate) mod assets;
pub(crate) mod components;
pub(crate) mod form;
pub(crate) mod format;
pub(crate) mod paths;
pub(crate) mod shell;
pub(crate) mod views;
