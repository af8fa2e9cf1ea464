//! The product as tests see it: the real router, a real database and the simulator, with a clock that only tests move.
//!
//! `clock` moves time, `app` holds everything together, `program` is the built program as a process,
//! `simulated` points at the simulator, `browser` is a browser without JavaScript.

pub mod app;
pub mod browser;
pub mod clock;
pub mod events;
pub mod form;
pub mod page;
pub mod plans;
pub mod program;
pub mod schema;
pub mod simulated;
#[expect(
    dead_code,
    reason = "the load program, which has it too, hears everything that its process asks"
)]
pub mod statements;

pub use self::{
    app::{ALICE, MALLORY, TestApp},
    browser::Browser,
    clock::TestClock,
    page::Page,
    simulated::Member,
};
