//! How tests start the program; what of it only they need is dead here.

#![expect(dead_code, reason = "shared with the suite, which uses all of it")]

#[path = "../../tests/harness/program.rs"]
pub mod program;
#[path = "../../tests/harness/simulated.rs"]
pub mod simulated;
