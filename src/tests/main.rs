//! The suite: every test that needs more than one module.

mod architecture;
mod harness;
