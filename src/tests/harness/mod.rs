//! The product as tests see it: the real router, a real database and the simulator, with a clock that only tests move.
//!
//! `clock` moves time, `app` holds everything together, `browser` is a browser without JavaScript.

pub mod app;
pub mod clock;

pub use self::{
    app::{ALICE, MALLORY, TestApp},
    clock::TestClock,
};
