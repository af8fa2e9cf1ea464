//! The suite: every test that needs more than one module.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod accessibility;
mod api;
mod architecture;
mod harness;
mod pipeline;
mod simulator;
mod web;
