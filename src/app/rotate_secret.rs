//! `rotate-secret`: every stored secret sealed anew with `SECRET_KEY`, beside running servers.

use anyhow::{Context as _, bail};

use super::{config::Config, connect, telemetry::say};
use crate::store::StoreError;

/// Seals anew what a former key sealed, and says how many values of which kind.
///
/// # Errors
/// When `SECRET_KEY_PREVIOUS` is not set, a value opens with neither key, or the database cannot be used.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    if config.secret_keys.previous.is_none() {
        bail!(
            "SECRET_KEY_PREVIOUS is not set, so there is nothing to rotate from. \
             `rotate-secret --help` shows the steps"
        );
    }
    let store = connect(config).await?;
    store
        .migrate()
        .await
        .context("the database cannot be brought up to date")?;
    let done = store.reseal().await;
    let left = store.sealed_otherwise().await?;
    store.close().await;
    match done {
        Ok(values) => say(format_args!("{values} values sealed anew with SECRET_KEY."))?,
        Err(error @ StoreError::Sealed(_)) => {
            for (column, count) in &left {
                say(format_args!(
                    "{column}: {count} open with neither key; the others were sealed anew."
                ))?;
            }
            return Err(error).context(
                "some values were sealed with a third key: put that one into SECRET_KEY_PREVIOUS and repeat",
            );
        }
        Err(error) => return Err(error).context("not all values were sealed anew; repeat it"),
    }
    let left: u64 = left.iter().map(|(_, count)| count).sum();
    if left > 0 {
        bail!(
            "{left} values were sealed with the former key meanwhile: a process still runs with it as SECRET_KEY. \
             Restart it with the new one, then repeat"
        );
    }
    say(
        "SECRET_KEY alone opens everything now. Once every process has it, take SECRET_KEY_PREVIOUS out and restart.",
    )?;
    Ok(())
}
