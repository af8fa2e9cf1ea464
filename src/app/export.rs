//! `export`: everything that is held about one person, as the settings page hands it out.

use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use anyhow::{Context as _, bail};

use super::{build, config::Config, telemetry::say};
use crate::{
    domain::id::UserId,
    service::{Context, export},
};

/// Writes the zip into `output`, closed to others.
///
/// # Errors
/// When nobody has the address, there is such a file, or it cannot be written; then no file of that name is left.
pub async fn run(config: &Config, email: &str, output: &Path) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let Some(user) = ctx.store.find_user_by_email(email).await? else {
        bail!("nobody here has the address {email}; `posts list` shows whose posts there are");
    };
    let file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(output)
        .with_context(|| format!("{} cannot be made", output.display()))?;
    let written = write(&ctx, user.id, file).await;
    ctx.store.close().await;
    if written.is_err() {
        // What is left of it is no export; the error that is told is the one that counts.
        let _ = std::fs::remove_file(output);
    }
    let bytes = written.with_context(|| format!("{} was not written", output.display()))?;
    say(format_args!(
        "{} written: {bytes} bytes, readable by you alone. It holds personal data of {email} and no secrets.",
        output.display()
    ))?;
    Ok(())
}

async fn write(ctx: &Context, user: UserId, file: File) -> anyhow::Result<u64> {
    let mut file = export::write(ctx, user, file).await?;
    file.flush()?;
    file.sync_all()?;
    Ok(file.metadata()?.len())
}
