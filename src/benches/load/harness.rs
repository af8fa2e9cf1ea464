//! How tests start the program, its databases and a browser; what of it only they need is dead here.

#![expect(dead_code, reason = "shared with the suite, which uses all of it")]

#[path = "../../tests/harness/browser.rs"]
pub mod browser;
#[path = "../../tests/store/database.rs"]
pub mod database;
#[path = "../../tests/harness/form.rs"]
pub mod form;
#[path = "../../tests/harness/page.rs"]
pub mod page;
#[path = "../../tests/harness/plans.rs"]
pub mod plans;
#[path = "../../tests/store/postgres.rs"]
pub mod postgres;
#[path = "../../tests/harness/program.rs"]
pub mod program;
#[path = "../../tests/harness/simulated.rs"]
pub mod simulated;
#[path = "../../tests/harness/statements.rs"]
pub mod statements;
