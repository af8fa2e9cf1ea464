//! The tables, step by step; embedded in the program.

use sqlx::AnyPool;

use super::Result;

#[expect(
    clippy::unused_async,
    unused_variables,
    reason = "filled in with the tables"
)]
pub(super) async fn run(pool: &AnyPool) -> Result<()> {
    unimplemented!()
}
