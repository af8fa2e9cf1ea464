//! The settings: read from the environment and `.env`, checked as a whole, every wrong value named.
//!
//! `table` lists each setting with its default and help; `values` reads single values.

mod dotenv;
mod secret_key;
mod table;
mod values;

use std::{collections::HashMap, net::SocketAddr, path::PathBuf, time::Duration};

use secrecy::SecretString;
use url::Url;

use self::values::Values;
pub use self::{
    secret_key::{NoKey, SecretKeys},
    table::{SETTINGS, Setting, help},
    values::ConfigError,
};
use crate::{domain::account::Scopes, remote::guard::AllowRule};

/// All settings, checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// The address people and TikTok use, without a slash at its end.
    pub public_url: Url,
    /// Where the server listens.
    pub listen_addr: SocketAddr,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: SecretString,
    /// What seals tokens at rest.
    pub secret_keys: SecretKeys,
    /// Google's client id; none until it is set up.
    pub google_client_id: Option<String>,
    /// Google's client secret.
    pub google_client_secret: Option<SecretString>,
    /// TikTok's client key; none until it is set up.
    pub tiktok_client_key: Option<String>,
    /// TikTok's client secret.
    pub tiktok_client_secret: Option<SecretString>,
    /// What we ask TikTok for.
    pub tiktok_scopes: Scopes,
    /// Whether TikTok has audited the app for Direct Post.
    pub tiktok_app_audited: bool,
    /// Origin of TikTok's authorize page.
    pub tiktok_auth_url: Url,
    /// Origin of TikTok's API.
    pub tiktok_api_url: Url,
    /// Google's authorize endpoint.
    pub google_auth_url: Url,
    /// Google's token endpoint.
    pub google_token_url: Url,
    /// Google's userinfo endpoint.
    pub google_userinfo_url: Url,
    /// Who may sign in; empty together with the domains: everybody.
    pub allowed_emails: Vec<String>,
    /// Whose addresses may sign in.
    pub allowed_email_domains: Vec<String>,
    /// Where temporary files lie.
    pub temp_dir: PathBuf,
    /// Whether `TEMP_DIR` names it; otherwise it is the default, which installations on one host would share.
    pub temp_dir_is_set: bool,
    /// The longest life of a temporary file.
    pub retention: Duration,
    /// The most bytes of all temporary files together; none: 80 % of what is free at start.
    pub temp_quota_bytes: Option<u64>,
    /// The largest video in bytes.
    pub max_video_bytes: u64,
    /// Private hosts that may be reached all the same.
    pub allow_private_hosts: Vec<AllowRule>,
    /// How many days of history are kept.
    pub history_days: u32,
    /// After how many days without use a session ends.
    pub session_days: u32,
    /// Requests a minute per API key; 0 for no limit.
    pub api_rate_per_minute: u32,
    /// How many videos flow at a time.
    pub concurrent_transfers: usize,
    /// What this process does.
    pub role: Role,
    /// The product's name in pages.
    pub app_name: String,
    /// Who runs this installation.
    pub operator_name: Option<String>,
    /// How to reach them.
    pub operator_email: Option<String>,
    /// What a monitor on another machine sends to read `/metrics`.
    pub metrics_token: Option<SecretString>,
    /// Where a process that only works shows how it does.
    pub metrics_addr: Option<SocketAddr>,
    /// Whether logs go into detail.
    pub debug: bool,
    /// What log lines look like.
    pub log_format: LogFormat,
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Pages, API and work.
    All,
    /// Pages and API only.
    Web,
    /// Work only.
    Worker,
}

/// What log lines look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// The settings of this process: its environment, and `.env` in the working folder for what the environment lacks.
    ///
    /// # Errors
    /// [`ConfigError`] names every setting that is wrong.
    pub fn from_environment(without: NoKey) -> Result<Self, ConfigError> {
        let environment = |name: &str| {
            let value = std::env::var_os(name)?;
            Some(value.to_string_lossy().into_owned())
        };
        let file = dotenv::read(&dotenv::text()?)?;
        Self::checked(together(environment, file), without)
    }

    /// The settings in `values`, by name; defaults for the rest. An empty value counts as absent.
    ///
    /// # Errors
    /// [`ConfigError`] names every setting that is wrong.
    pub fn from_values(values: HashMap<String, String>) -> Result<Self, ConfigError> {
        Self::checked(values, NoKey::Make)
    }

    fn checked(values: HashMap<String, String>, without: NoKey) -> Result<Self, ConfigError> {
        let mut read = Values::new(values);
        let database_url = read.text("DATABASE_URL");
        let config = Self {
            public_url: read.with("PUBLIC_URL", values::origin),
            listen_addr: read.parsed(
                "LISTEN_ADDR",
                "an address and a port, such as 127.0.0.1:8001",
            ),
            secret_keys: read.secret_keys(&database_url, without),
            database_url: read.with("DATABASE_URL", values::database_url),
            google_client_id: read.optional("GOOGLE_CLIENT_ID"),
            google_client_secret: read
                .optional("GOOGLE_CLIENT_SECRET")
                .map(SecretString::from),
            tiktok_client_key: read.optional("TIKTOK_CLIENT_KEY"),
            tiktok_client_secret: read
                .optional("TIKTOK_CLIENT_SECRET")
                .map(SecretString::from),
            tiktok_scopes: read.with("TIKTOK_SCOPES", values::scopes),
            tiktok_app_audited: read.with("TIKTOK_APP_AUDITED", values::flag),
            tiktok_auth_url: read.with("TIKTOK_AUTH_URL", values::origin),
            tiktok_api_url: read.with("TIKTOK_API_URL", values::origin),
            google_auth_url: read.with("GOOGLE_AUTH_URL", values::endpoint),
            google_token_url: read.with("GOOGLE_TOKEN_URL", values::endpoint),
            google_userinfo_url: read.with("GOOGLE_USERINFO_URL", values::endpoint),
            allowed_emails: read.with("ALLOWED_EMAILS", values::emails),
            allowed_email_domains: read.with("ALLOWED_EMAIL_DOMAINS", values::domains),
            temp_dir: read.optional("TEMP_DIR").map_or_else(
                || std::env::temp_dir().join("ai-video-uploader"),
                PathBuf::from,
            ),
            temp_dir_is_set: read.optional("TEMP_DIR").is_some(),
            retention: Duration::from_secs(3600 * read.within("RETENTION_HOURS", 1..=24)),
            temp_quota_bytes: read
                .optional("TEMP_QUOTA_BYTES")
                .map(|_| read.within("TEMP_QUOTA_BYTES", 1_000_000..=u64::MAX)),
            max_video_bytes: read.within("MAX_VIDEO_BYTES", 1_000_000..=10_000_000_000),
            allow_private_hosts: read.list("ALLOW_PRIVATE_HOSTS"),
            history_days: read.small("HISTORY_DAYS", 1..=3650),
            session_days: read.small("SESSION_DAYS", 1..=365),
            api_rate_per_minute: read.small("API_RATE_PER_MINUTE", 0..=1_000_000),
            concurrent_transfers: usize::try_from(read.within("CONCURRENT_TRANSFERS", 1..=64))
                .unwrap_or(4),
            role: read.with("ROLE", values::role),
            app_name: read.text("APP_NAME"),
            operator_name: read.optional("OPERATOR_NAME"),
            operator_email: read.optional("OPERATOR_EMAIL"),
            metrics_token: read.optional("METRICS_TOKEN").map(SecretString::from),
            metrics_addr: read.optional("METRICS_ADDR").map(|_| {
                read.parsed(
                    "METRICS_ADDR",
                    "an address and a port, such as 127.0.0.1:9001",
                )
            }),
            debug: read.with("DEBUG", values::flag),
            log_format: read.with("LOG_FORMAT", values::log_format),
        };
        read.finish(config)
    }

    /// [`public_url`](Self::public_url) without a slash at its end.
    #[must_use]
    pub fn public_base(&self) -> String {
        self.public_url.as_str().trim_end_matches('/').to_owned()
    }

    /// The settings without which nobody can sign in or connect an account.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        [
            ("GOOGLE_CLIENT_ID", self.google_client_id.is_none()),
            ("GOOGLE_CLIENT_SECRET", self.google_client_secret.is_none()),
            ("TIKTOK_CLIENT_KEY", self.tiktok_client_key.is_none()),
            ("TIKTOK_CLIENT_SECRET", self.tiktok_client_secret.is_none()),
        ]
        .into_iter()
        .filter_map(|(name, missing)| missing.then_some(name))
        .collect()
    }
}

/// The values of `file`, and over them those of the `environment`. Container files often name a variable that is set nowhere:
/// then it is there, and empty, and the file counts.
fn together(
    environment: impl Fn(&str) -> Option<String>,
    file: Vec<(String, String)>,
) -> HashMap<String, String> {
    let mut values: HashMap<String, String> = file.into_iter().collect();
    for setting in SETTINGS {
        if let Some(value) = environment(setting.name).filter(|value| !value.is_empty()) {
            values.insert(setting.name.to_owned(), value);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        // A key given by hand keeps the test away from the data folder.
        let key = [("SECRET_KEY", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")];
        key.iter()
            .chain(pairs)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn the_defaults_are_valid() {
        let config = Config::from_values(values(&[])).unwrap();
        assert_eq!(config.public_base(), "http://localhost:8001");
        assert_eq!(config.retention, Duration::from_secs(86_400));
        assert_eq!(config.max_video_bytes, 4_000_000_000);
        assert_eq!(config.role, Role::All);
        assert_eq!(config.missing().len(), 4);
    }

    #[test]
    fn the_environment_beats_the_file_unless_it_is_empty() {
        let file = [("APP_NAME", "File"), ("ALLOWED_EMAILS", "a@example.com")];
        let file = file.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let environment = |name: &str| match name {
            "APP_NAME" => Some("Environment".to_owned()),
            "ALLOWED_EMAILS" => Some(String::new()),
            _ => None,
        };
        let values = together(environment, file.to_vec());
        assert_eq!(values["APP_NAME"], "Environment");
        assert_eq!(values["ALLOWED_EMAILS"], "a@example.com");
    }

    #[test]
    fn every_wrong_value_is_named() {
        let wrong = [
            ("PUBLIC_URL", "uploader.example"),
            ("LISTEN_ADDR", "8001"),
            ("DATABASE_URL", "mysql://x"),
            ("SECRET_KEY", "short"),
            ("TIKTOK_SCOPES", "video.everything"),
            ("TIKTOK_APP_AUDITED", "perhaps"),
            ("GOOGLE_TOKEN_URL", "ftp://x"),
            ("RETENTION_HOURS", "48"),
            ("TEMP_QUOTA_BYTES", "much"),
            ("MAX_VIDEO_BYTES", "20000000000"),
            ("ALLOW_PRIVATE_HOSTS", "10.0.0.0/99"),
            ("API_RATE_PER_MINUTE", "-1"),
            ("CONCURRENT_TRANSFERS", "0"),
            ("ROLE", "boss"),
            ("LOG_FORMAT", "xml"),
        ];
        let said = Config::from_values(values(&wrong)).unwrap_err().to_string();
        for (name, _) in wrong {
            assert!(said.contains(name), "{name} is not named in: {said}");
        }
        assert!(!said.contains("short"), "a secret is printed");
    }

    #[test]
    fn an_empty_value_is_no_value_and_flags_are_read_loosely() {
        let config =
            Config::from_values(values(&[("LISTEN_ADDR", ""), ("DEBUG", "True")])).unwrap();
        assert_eq!(config.listen_addr.port(), 8001);
        assert!(config.debug);
    }
}
