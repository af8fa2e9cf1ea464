//! `sweep`: one round over the temporary folder, and the proof of what it did: looked at before and after.

use std::{collections::BTreeSet, process::ExitCode};

use anyhow::Context as _;

use super::{build, config::Config, telemetry::say};
use crate::{
    domain::{id::TemporaryFileId, temporary_file::TemporaryFile},
    media::Name,
    pipeline::Worker,
    service::Context,
};

/// What the folder and its records held at one moment.
struct Look {
    records: Vec<TemporaryFile>,
    strays: BTreeSet<Name>,
}

/// Sweeps once and says what became of each file.
///
/// # Errors
/// When the database or the temporary folder cannot be used.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let ctx = build(config).await?;
    let before = look(&ctx).await?;
    let stuck = Worker::new(ctx.clone(), format!("sweep-{}", std::process::id()))
        .sweep()
        .await
        .context("the sweep was not finished")?;
    let after = look(&ctx).await?;
    let failed = after.failed_since(&before);
    let gone = before
        .ids()
        .filter(|id| !after.ids().any(|other| other == *id));
    let strays_gone = before.strays.difference(&after.strays).count();
    say(format_args!("Folder   {}", ctx.media.dir().display()))?;
    say(format_args!(
        "Deleted  {} files whose time was over or that no post needs, and {strays_gone} that nobody owned",
        gone.count()
    ))?;
    say(format_args!(
        "Kept     {} files that posts or uploads still need, and {} that are too young to judge",
        after.records.len() - failed.len(),
        after.strays.len().saturating_sub(stuck.len())
    ))?;
    say(format_args!("Failed   {}", failed.len() + stuck.len()))?;
    for file in &failed {
        say(format_args!(
            "         {}: still there after {} tries. Check who owns the folder; the log above says why.",
            file.id, file.deletion_failures
        ))?;
    }
    for name in &stuck {
        let name = match name {
            Name::File(id) => id.to_string(),
            Name::Stray(name) => name.to_string(),
        };
        say(format_args!(
            "         {name:?}: nobody owns it, and it is still there. Check who owns it; the log above says why."
        ))?;
    }
    ctx.store.close().await;
    Ok(if failed.is_empty() && stuck.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn look(ctx: &Context) -> anyhow::Result<Look> {
    let present = ctx.store.present_files(ctx.media.machine()).await?;
    let records: Vec<TemporaryFile> = present.into_iter().map(|(file, _)| file).collect();
    let known: BTreeSet<TemporaryFileId> = records.iter().map(|file| file.id).collect();
    let listed = ctx
        .media
        .list()
        .await
        .context("the temporary folder cannot be listed")?;
    let strays = listed
        .into_iter()
        .map(|entry| entry.name)
        .filter(|name| !matches!(name, Name::File(id) if known.contains(id)))
        .collect();
    Ok(Look { records, strays })
}

impl Look {
    fn ids(&self) -> impl Iterator<Item = TemporaryFileId> {
        self.records.iter().map(|file| file.id)
    }

    /// The files that somebody tried to delete in between and that are still there.
    fn failed_since(&self, before: &Self) -> Vec<TemporaryFile> {
        let tries = |id| {
            let file = before.records.iter().find(|file| file.id == id);
            file.map_or(0, |file| file.deletion_failures)
        };
        self.records
            .iter()
            .filter(|file| file.deletion_failures > tries(file.id))
            .cloned()
            .collect()
    }
}
