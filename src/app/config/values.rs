//! Reads single values and collects what is wrong with them, so that one start names every mistake.

use std::{collections::HashMap, fmt, ops::RangeInclusive, str::FromStr};

use secrecy::SecretString;
use url::Url;

use super::{LogFormat, NoKey, Role, SecretKeys, secret_key, table::default_of};
use crate::domain::account::Scopes;

/// What is wrong with the settings: one line each.
#[derive(Debug, thiserror::Error)]
pub struct ConfigError(pub(super) Vec<String>);

impl ConfigError {
    /// What is wrong, each by itself.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the settings are wrong:")?;
        for line in &self.0 {
            write!(f, "\n  {line}")?;
        }
        f.write_str("\nRun with --help to see every setting.")
    }
}

/// The raw values, and the mistakes found in them so far.
pub(super) struct Values {
    raw: HashMap<String, String>,
    wrong: Vec<String>,
}

/// What a value should have been. The value itself is not repeated: it may be a secret.
type Expected = &'static str;

impl Values {
    pub(super) fn new(raw: HashMap<String, String>) -> Self {
        Self {
            raw,
            wrong: Vec::new(),
        }
    }

    pub(super) fn optional(&self, name: &str) -> Option<String> {
        self.raw
            .get(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn text(&self, name: &str) -> String {
        self.optional(name)
            .unwrap_or_else(|| default_of(name).to_owned())
    }

    /// The value read by `read`; the default, with a mistake noted, if that fails.
    pub(super) fn with<T>(&mut self, name: &str, read: impl Fn(&str) -> Result<T, Expected>) -> T {
        let text = self.text(name);
        read(&text)
            .or_else(|expected| {
                self.wrong.push(format!("{name} must be {expected}"));
                read(default_of(name))
            })
            .unwrap_or_else(|_| unreachable!("the default of {name} is valid, as a test proves"))
    }

    pub(super) fn parsed<T: FromStr>(&mut self, name: &str, expected: Expected) -> T {
        self.with(name, |text| text.parse().map_err(|_| expected))
    }

    pub(super) fn within(&mut self, name: &str, range: RangeInclusive<u64>) -> u64 {
        match self.text(name).parse() {
            Ok(number) if range.contains(&number) => number,
            _ => {
                let limits = if *range.end() == u64::MAX {
                    format!("a whole number from {} on", range.start())
                } else {
                    format!("a whole number from {} to {}", range.start(), range.end())
                };
                self.wrong.push(format!("{name} must be {limits}"));
                default_of(name).parse().unwrap_or(*range.start())
            }
        }
    }

    pub(super) fn small(&mut self, name: &str, range: RangeInclusive<u32>) -> u32 {
        let wide = u64::from(*range.start())..=u64::from(*range.end());
        u32::try_from(self.within(name, wide)).unwrap_or(*range.start())
    }

    pub(super) fn list<T: FromStr<Err: fmt::Display>>(&mut self, name: &str) -> Vec<T> {
        let text = self.text(name);
        let mut list = Vec::new();
        for part in parts(&text) {
            match part.parse() {
                Ok(item) => list.push(item),
                Err(error) => self.wrong.push(format!("{name}: {part}: {error}")),
            }
        }
        list
    }

    pub(super) fn secret_keys(&mut self, database_url: &str, without: NoKey) -> SecretKeys {
        let current = self.optional("SECRET_KEY");
        let previous = self.optional("SECRET_KEY_PREVIOUS");
        SecretKeys::read(
            current.as_deref(),
            previous.as_deref(),
            &secret_key::data_folder(database_url),
            without,
        )
        .unwrap_or_else(|wrong| {
            self.wrong.push(wrong);
            SecretKeys::none()
        })
    }

    pub(super) fn finish<T>(self, config: T) -> Result<T, ConfigError> {
        if self.wrong.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(self.wrong))
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

pub(super) fn origin(text: &str) -> Result<Url, Expected> {
    let url = endpoint(text)?;
    if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
        Ok(url)
    } else {
        Err("an origin without a path, such as https://uploader.example")
    }
}

pub(super) fn endpoint(text: &str) -> Result<Url, Expected> {
    let url = Url::parse(text).map_err(|_| "a complete http or https address")?;
    let plain = url.username().is_empty() && url.password().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain {
        Ok(url)
    } else {
        Err("a complete http or https address")
    }
}

pub(super) fn database_url(text: &str) -> Result<SecretString, Expected> {
    if ["sqlite:", "postgres://", "postgresql://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
    {
        Ok(SecretString::from(text))
    } else {
        Err("sqlite://FILE or postgres://…")
    }
}

pub(super) fn flag(text: &str) -> Result<bool, Expected> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("true or false"),
    }
}

pub(super) fn scopes(text: &str) -> Result<Scopes, Expected> {
    const KNOWN: [&str; 6] = [
        "user.info.basic",
        "user.info.profile",
        "user.info.stats",
        "video.upload",
        "video.publish",
        "video.list",
    ];
    let scopes = Scopes::parse(text);
    if scopes.iter().all(|scope| KNOWN.contains(&scope)) && scopes.has("user.info.basic") {
        Ok(scopes)
    } else {
        Err("a comma list of TikTok's scopes that includes user.info.basic")
    }
}

pub(super) fn emails(text: &str) -> Result<Vec<String>, Expected> {
    let list: Vec<String> = parts(text).map(str::to_lowercase).collect();
    if list.iter().all(|email| {
        email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    }) {
        Ok(list)
    } else {
        Err("a comma list of e-mail addresses")
    }
}

pub(super) fn domains(text: &str) -> Result<Vec<String>, Expected> {
    let list: Vec<String> = parts(text)
        .map(|part| part.trim_start_matches('@').to_lowercase())
        .collect();
    if list
        .iter()
        .all(|domain| domain.contains('.') && !domain.contains('@'))
    {
        Ok(list)
    } else {
        Err("a comma list of domains, such as example.com")
    }
}

pub(super) fn role(text: &str) -> Result<Role, Expected> {
    match text {
        "all" => Ok(Role::All),
        "web" => Ok(Role::Web),
        "worker" => Ok(Role::Worker),
        _ => Err("all, web or worker"),
    }
}

pub(super) fn log_format(text: &str) -> Result<LogFormat, Expected> {
    match text {
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err("pretty or json"),
    }
}
