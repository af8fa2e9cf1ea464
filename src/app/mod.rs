//! The composition root: builds everything from the settings, owns start and shutdown.

pub mod backup;
pub mod command_line;
pub mod config;
pub mod connections;
mod crowd;
pub mod demo;
pub mod doctor;
pub mod export;
mod in_use;
pub mod keys;
mod measure;
pub mod move_to;
pub mod posts;
pub mod rotate_secret;
pub mod router;
pub mod serve;
pub mod sweep;
mod table;
pub mod telemetry;
mod temp_dir;

use std::sync::Arc;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::config::Config;
use crate::{
    domain::clock::{SharedClock, SystemClock},
    meter::Meter,
    remote::{AddressGuard, CallbackSender, Clients, Google, Sources, TikTok, google, tiktok},
    service::{
        self, AccountLocks, Context, Everything, Heartbeat, Settings, avatars::Avatars,
        figures::Requests, gauges::Latest, intake::Intake, live::Live, restored, uploads::Turns,
    },
    store::{Store, StoreError, installation::public_name, seal::Sealer},
};

/// What is wrong when the secrets in the database do not open.
const SEALED_BY_OTHERS: &str = "SECRET_KEY is not the key that sealed the secrets in this database";
/// What to do about it.
const UNSEALING: &str = "Set the former one, or name it in SECRET_KEY_PREVIOUS. If it is lost, accounts must be connected \
     again and API keys made anew";

/// Builds everything that a running service needs, with the system's clock.
///
/// # Errors
/// When the database or the temporary folder cannot be used.
pub async fn build(config: &Config) -> anyhow::Result<Context> {
    build_with(config, Arc::new(SystemClock)).await
}

/// The same with a clock of the caller's.
///
/// # Errors
/// When the database or the temporary folder cannot be used.
pub async fn build_with(config: &Config, clock: SharedClock) -> anyhow::Result<Context> {
    let store = connect(config).await?;
    store
        .migrate()
        .await
        .context("the database cannot be brought up to date")?;
    if config.secret_keys.previous.is_some() {
        reseal(&store).await?;
    } else if store
        .is_sealed_by_others()
        .await
        .context("the secrets cannot be looked at")?
    {
        tracing::error!("{SEALED_BY_OTHERS}. {UNSEALING}");
    }
    look_at_marks(&store, &clock).await?;
    let installation = store.installation().await?;
    let media = temp_dir::open(config, &installation).await?;
    let settings = Arc::new(Settings {
        installation: public_name(&installation),
        ..settings(config)
    });
    let guard = AddressGuard::new(config.allow_private_hosts.clone());
    let meter = Meter::default();
    let clients = Clients::new(guard.clone())
        .context("the HTTP clients cannot be built")?
        .counting(&meter);
    Ok(Context::new(Everything {
        tiktok: tiktok(config, &clients, &settings),
        google: google(config, &clients, &settings)?,
        sources: Sources::new(&clients),
        callbacks: CallbackSender::new(&clients),
        guard,
        store,
        media,
        clock,
        settings,
        wake: Arc::default(),
        tasks: TaskTracker::new(),
        stop: CancellationToken::new(),
        heartbeat: Heartbeat::default(),
        live: Live::default(),
        meter,
        gauges: Latest::default(),
        intake: Intake::default(),
        requests: Requests::default(),
        refreshes: AccountLocks::default(),
        avatars: Avatars::default(),
        exports: service::export::Turns::default(),
        upload_turns: Turns::default(),
    }))
}

/// Brings the database up to date, then stops. `is_restored`: it came out of a backup, so nothing in it is sent by itself.
///
/// # Errors
/// When the database cannot be reached or migrated.
pub async fn migrate(config: &Config, is_restored: bool) -> anyhow::Result<()> {
    let store = connect(config).await?;
    store
        .migrate()
        .await
        .context("the database cannot be brought up to date")?;
    if is_restored {
        backup::settle(&store).await?;
    }
    store.close().await;
    telemetry::say("The database is up to date.")?;
    Ok(())
}

async fn connect(config: &Config) -> anyhow::Result<Store> {
    let log = Store::log_of_another(config.database_url.expose_secret()).await;
    if let Some(log) = log.context("the database of DATABASE_URL cannot be looked at")? {
        anyhow::bail!(
            "the database is a backup put in place by hand, but {} is still there from the database before it, and would be \
             played over it: move that file away and start again. `restore` does this by itself",
            log.display()
        );
    }
    connect_to(config, config.database_url.expose_secret())
        .await
        .context("the database of DATABASE_URL cannot be opened")
}

/// Another database, with the keys of the settings.
async fn connect_to(config: &Config, database_url: &str) -> anyhow::Result<Store> {
    let keys = &config.secret_keys;
    let sealer = Sealer::new(keys.current, keys.previous);
    Ok(Store::connect(database_url, sealer).await?)
}

/// Refuses a database that was moved elsewhere, and settles one that is a copy: neither may send what others have sent.
async fn look_at_marks(store: &Store, clock: &SharedClock) -> anyhow::Result<()> {
    if let Some(at) = store.moved_at().await? {
        anyhow::bail!(
            "everything in this database was moved to PostgreSQL at {at}: set DATABASE_URL to that address. \
             To go back to this state instead, `restore` a backup of it"
        );
    }
    if let Some(made) = store.backed_up_at().await? {
        let settled = restored::settle(store, made, clock.now())
            .await
            .context("not every post of the restored backup was settled")?;
        // The mark is gone from the file itself before anything is made here that a log alone would hold.
        store
            .fold()
            .await
            .context("the restored backup cannot be put to work: end other commands that use it, and start again")?;
        tracing::warn!(backup_of = %made, ?settled, "this database is a backup put back; nothing in it is sent by itself");
    }
    Ok(())
}

/// Leaves nothing that only the previous key opens, so that it can be taken out of the settings.
async fn reseal(store: &Store) -> anyhow::Result<()> {
    match store.reseal().await {
        Ok(values) => tracing::info!(
            values,
            "sealed anew with SECRET_KEY; SECRET_KEY_PREVIOUS can be removed once every process has the new key"
        ),
        // It was lost before this start, and is no reason not to serve the rest.
        Err(StoreError::Sealed(error)) => tracing::error!(
            %error,
            "a secret opens with neither SECRET_KEY nor SECRET_KEY_PREVIOUS; the others were sealed anew"
        ),
        Err(error) => return Err(error).context("the secrets cannot be sealed anew"),
    }
    Ok(())
}

fn settings(config: &Config) -> Settings {
    Settings {
        public_url: config.public_base(),
        retention: config.retention,
        max_video_bytes: config.max_video_bytes,
        tiktok_client_key: config.tiktok_client_key.clone().unwrap_or_default(),
        tiktok_client_secret: or_empty(config.tiktok_client_secret.as_ref()),
        tiktok_scopes: config.tiktok_scopes.clone(),
        tiktok_app_audited: config.tiktok_app_audited,
        allowed_emails: config.allowed_emails.clone(),
        allowed_email_domains: config.allowed_email_domains.clone(),
        session_days: config.session_days,
        api_rate_per_minute: config.api_rate_per_minute,
        concurrent_transfers: config.concurrent_transfers,
        history_days: config.history_days,
        app_name: config.app_name.clone(),
        operator_name: config.operator_name.clone(),
        operator_email: config.operator_email.clone(),
        metrics_token: config.metrics_token.clone(),
        installation: String::new(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

fn tiktok(config: &Config, clients: &Clients, settings: &Settings) -> TikTok {
    TikTok::new(
        clients,
        tiktok::Endpoints {
            auth: config.tiktok_auth_url.clone(),
            api: config.tiktok_api_url.clone(),
            redirect: settings.tiktok_redirect(),
        },
        tiktok::Credentials {
            client_key: settings.tiktok_client_key.clone(),
            client_secret: settings.tiktok_client_secret.clone(),
        },
    )
}

fn google(config: &Config, clients: &Clients, settings: &Settings) -> anyhow::Result<Google> {
    Ok(Google::new(
        clients,
        google::Endpoints {
            auth: config.google_auth_url.clone(),
            token: config.google_token_url.clone(),
            userinfo: config.google_userinfo_url.clone(),
            redirect: settings.google_redirect().parse().context("PUBLIC_URL")?,
        },
        google::Credentials {
            client_id: config.google_client_id.clone().unwrap_or_default(),
            client_secret: or_empty(config.google_client_secret.as_ref()),
        },
    ))
}

fn or_empty(secret: Option<&SecretString>) -> SecretString {
    secret.cloned().unwrap_or_else(|| SecretString::from(""))
}
