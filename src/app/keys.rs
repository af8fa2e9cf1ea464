//! `keys create`, `keys list` and `keys revoke`.

use std::time::Duration;

use anyhow::{Context as _, bail};
use secrecy::ExposeSecret as _;

use super::{build, config::Config, table, telemetry::say};
use crate::{domain::api_key::ApiKey, service::api_keys};

/// Makes a key for the user with that address. The key stands alone on the last line.
///
/// # Errors
/// When the address is none, or the database cannot be used.
pub async fn create(
    config: &Config,
    email: &str,
    name: &str,
    expires_in_days: Option<u32>,
) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let now = ctx.clock.now();
    let email = email.trim().to_lowercase();
    if !email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
    {
        bail!("\"{email}\" is not an e-mail address");
    }
    if !ctx.settings.admits(&email) {
        bail!(
            "{email} may not sign in here, so its key would not work; add it to ALLOWED_EMAILS first"
        );
    }
    let user = ctx.store.ensure_user(&email, now).await?;
    let expires_at =
        expires_in_days.map(|days| now + Duration::from_secs(u64::from(days) * 86_400));
    let (key, secrets) = api_keys::create(&ctx, user.id, name, expires_at).await?;
    say(format_args!(
        "API key \"{}\" for {email}. It is shown only now.",
        key.name
    ))?;
    say(format_args!("id: {}", key.id))?;
    say(format_args!(
        "callback signing secret: {}",
        secrets.callback_secret.expose_secret()
    ))?;
    say(secrets.key.expose_secret())?;
    Ok(())
}

/// Lists every key, newest last.
///
/// # Errors
/// When the database cannot be used.
pub async fn list(config: &Config) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let now = ctx.clock.now();
    let keys = ctx.store.all_api_keys().await?;
    if keys.is_empty() {
        say("There are no API keys yet. Make one: keys create --email you@example.com --name n8n")?;
    }
    let rows: Vec<[String; 7]> = keys
        .into_iter()
        .map(|(key, email)| {
            [
                key.id.to_string(),
                format!("{}…", key.prefix),
                state(&key, now).to_owned(),
                email,
                format!("\"{}\"", key.name),
                key.created_at.to_string(),
                key.last_used_at
                    .map_or_else(|| "never used".to_owned(), |at| at.to_string()),
            ]
        })
        .collect();
    let head = ["ID", "KEY", "STATE", "USER", "NAME", "MADE", "LAST USED"];
    if !rows.is_empty() {
        for line in table::lines(head, &rows) {
            say(line)?;
        }
    }
    Ok(())
}

fn state(key: &ApiKey, now: crate::domain::clock::Timestamp) -> &'static str {
    match (key.revoked_at, key.is_valid_at(now)) {
        (Some(_), _) => "revoked",
        (None, true) => "valid",
        (None, false) => "expired",
    }
}

/// Revokes the key with that id or prefix.
///
/// # Errors
/// When no key or more than one answers to the name, or the database cannot be used.
pub async fn revoke(config: &Config, name: &str) -> anyhow::Result<()> {
    let ctx = build(config).await?;
    let name = name.trim().trim_end_matches('…');
    let keys = ctx
        .store
        .all_api_keys()
        .await
        .context("the keys cannot be read")?;
    let mut found = keys.into_iter().map(|(key, _)| key).filter(|key| {
        key.id.to_string() == name
            || (!name.is_empty() && key.revoked_at.is_none() && key.prefix == name)
    });
    let Some(key) = found.next() else {
        bail!("no key has the id or prefix \"{name}\"; `keys list` shows them");
    };
    if found.next().is_some() {
        bail!("several keys have the prefix \"{name}\"; use the id that `keys list` shows");
    }
    if ctx.store.revoke_api_key(key.id, ctx.clock.now()).await? {
        say(format_args!("Revoked {}… \"{}\".", key.prefix, key.name))?;
    } else {
        say(format_args!(
            "{}… \"{}\" was revoked before.",
            key.prefix, key.name
        ))?;
    }
    Ok(())
}
