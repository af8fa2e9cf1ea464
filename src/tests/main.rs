//! The suite: every test that needs more than one module.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accessibility;
mod api;
mod app;
mod architecture;
mod attack;
mod domain;
mod harness;
mod media;
mod pipeline;
mod privacy;
mod readme;
mod remote;
mod simulator;
mod store;
mod style;
mod web;
mod words;
