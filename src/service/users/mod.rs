//! Users: signing in, and what they decide about themselves.

mod delete;
mod sign_in;

pub use self::{
    delete::{delete, receipt, resume},
    sign_in::{Welcome, finish_sign_in, start_sign_in},
};
use crate::{
    domain::{
        id::UserId,
        user::{Theme, User},
    },
    service::{Context, Result},
};

/// The user of that id.
///
/// # Errors
/// The database failed.
pub async fn find(ctx: &Context, id: UserId) -> Result<Option<User>> {
    Ok(ctx.store.find_user(id).await?)
}

/// Switches "hold everything for review".
///
/// # Errors
/// The database failed.
pub async fn hold_everything(ctx: &Context, id: UserId, on: bool) -> Result<()> {
    Ok(ctx.store.set_hold_everything(id, on).await?)
}

/// Chooses the colours.
///
/// # Errors
/// The database failed.
pub async fn choose_theme(ctx: &Context, id: UserId, theme: Theme) -> Result<()> {
    Ok(ctx.store.set_theme(id, theme).await?)
}

/// Chooses the time zone of the pages, by an IANA name that the edge has checked.
///
/// # Errors
/// The database failed.
pub async fn choose_time_zone(ctx: &Context, id: UserId, name: &str) -> Result<()> {
    Ok(ctx.store.set_time_zone(id, name).await?)
}
