//! Which temporary folder: the one of `TEMP_DIR`, or a default that no other installation has.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::config::Config;
use crate::media::{Media, MediaError};

/// How much of the installation's id stands in the name of its own default folder.
const ID_DIGITS: usize = 8;

/// The folder that a start would use, as far as that can be told without touching it.
pub(super) fn chosen(config: &Config, installation: Option<&str>) -> PathBuf {
    let own = installation.map(|installation| own(config, installation));
    match own {
        Some(own) if !config.temp_dir_is_set && own.exists() => own,
        _ => config.temp_dir.clone(),
    }
}

/// The folder that no other installation has.
fn own(config: &Config, installation: &str) -> PathBuf {
    let digits: String = installation.chars().take(ID_DIGITS).collect();
    let mut name = config.temp_dir.file_name().unwrap_or_default().to_owned();
    name.push(format!("-{digits}"));
    config.temp_dir.with_file_name(name)
}

/// Opens the folder that the settings name, or else the default one.
pub(super) async fn open(config: &Config, installation: &str) -> anyhow::Result<Media> {
    if config.temp_dir_is_set {
        return open_at(config, &config.temp_dir, installation)
            .await
            .with_context(|| unusable(&config.temp_dir));
    }
    let own = own(config, installation);
    // Once made, it stays in use: videos may lie in it.
    if !own.exists() {
        match open_at(config, &config.temp_dir, installation).await {
            Err(MediaError::FolderOfAnother(folder)) => tracing::info!(
                folder = %own.display(),
                "{} belongs to another installation; this one has a temporary folder of its own",
                folder.display()
            ),
            opened => return opened.with_context(|| unusable(&config.temp_dir)),
        }
    }
    open_at(config, &own, installation)
        .await
        .with_context(|| unusable(&own))
}

async fn open_at(config: &Config, folder: &Path, installation: &str) -> Result<Media, MediaError> {
    Media::open(
        folder,
        installation,
        config.temp_quota_bytes,
        config.max_video_bytes,
    )
    .await
}

fn unusable(folder: &Path) -> String {
    format!(
        "the temporary folder {} (TEMP_DIR) cannot be used",
        folder.display()
    )
}
