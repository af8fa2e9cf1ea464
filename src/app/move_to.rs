//! `move-to`: everything from the embedded database into PostgreSQL, compared, after which only the latter works.

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;

use super::{config::Config, connect, connect_to, in_use, table, telemetry::say};
use crate::{
    domain::clock::{Clock as _, SystemClock},
    store::sqlite_file,
};

/// Moves everything into the empty database at `target`.
///
/// # Errors
/// When a server works with the embedded database, `target` is no empty PostgreSQL database, or the copy differs. Nothing is
/// moved then.
pub async fn run(config: &Config, target: &str, again: bool) -> anyhow::Result<()> {
    let Some(file) = sqlite_file(config.database_url.expose_secret()) else {
        bail!("DATABASE_URL must still name the SQLite database that is to be moved");
    };
    if !target.starts_with("postgres") {
        bail!("the target must be postgres://USER:PASSWORD@HOST/DATABASE");
    }
    if !file.exists() {
        bail!("there is no database at {}", file.display());
    }
    let _alone = in_use::alone(config)?;
    let from = connect(config).await?;
    from.migrate().await?;
    if from.backed_up_at().await?.is_some() {
        bail!("this is a backup that was not restored yet: use `restore` first");
    }
    if let Some(at) = from.moved_at().await?
        && !again
    {
        bail!(
            "everything was moved already at {at}. If nothing works with that database, repeat this with --again and another empty one"
        );
    }
    let to = connect_to(config, target)
        .await
        .context("the target cannot be opened")?;
    let moved = from
        .move_to(&to, SystemClock.now())
        .await
        .context("nothing was moved")?;
    to.close().await;
    from.close().await;
    let rows: Vec<[String; 3]> = moved
        .iter()
        .map(|table| {
            [
                table.name.clone(),
                table.here.to_string(),
                table.there.to_string(),
            ]
        })
        .collect();
    for line in table::lines(["TABLE", "SQLITE", "POSTGRESQL"], &rows) {
        say(line)?;
    }
    say(format_args!(
        "Every row of {} tables is the same on both sides. From now on:",
        moved.len()
    ))?;
    say("  1. Set DATABASE_URL to the PostgreSQL address.")?;
    say(match &config.secret_keys.file {
        Some(key) => format!(
            "  2. Set SECRET_KEY to what stands in {}: beside PostgreSQL it is looked for in ./data/secret.key.",
            key.display()
        ),
        None => "  2. Leave SECRET_KEY as it is.".to_owned(),
    })?;
    say(
        "  3. Leave TEMP_DIR as it is on this machine: the videos in it stay where they are. Start the server.",
    )?;
    say(format_args!(
        "{} works no more, so that nothing is sent twice; keep it until you are content.",
        file.display()
    ))?;
    Ok(())
}
