//! `doctor`: looks at the installation from inside and out, changes nothing, and says what to do about each finding.
//!
//! `settings` and `addresses` need no network; `storage` looks at database and disk, `network` at TikTok, Google and the
//! clock, `service` at the way people and TikTok come in.

mod addresses;
mod network;
mod service;
mod settings;
mod storage;

use std::process::ExitCode;

use serde::Serialize;

use super::{
    config::{Config, ConfigError},
    telemetry::say,
};
use crate::remote::{AddressGuard, Clients};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    /// As it should be.
    Ok,
    /// Nothing to judge.
    Info,
    /// May be wrong, or will be.
    Warn,
    /// Does not work like this.
    Fix,
}

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
struct Finding {
    verdict: Verdict,
    what: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
    /// A value to copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    copy: Option<String>,
}

impl Finding {
    fn new(verdict: Verdict, what: impl Into<String>) -> Self {
        Self {
            verdict,
            what: what.into(),
            remedy: None,
            copy: None,
        }
    }

    fn ok(what: impl Into<String>) -> Self {
        Self::new(Verdict::Ok, what)
    }

    fn info(what: impl Into<String>) -> Self {
        Self::new(Verdict::Info, what)
    }

    fn warn(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Verdict::Warn, what).healed_by(remedy)
    }

    fn fix(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Verdict::Fix, what).healed_by(remedy)
    }

    fn healed_by(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    fn copyable(mut self, value: impl Into<String>) -> Self {
        self.copy = Some(value.into());
        self
    }
}

/// What was found about one side of the installation.
#[derive(Debug, Serialize)]
struct Section {
    about: &'static str,
    findings: Vec<Finding>,
}

/// Looks at everything and prints what it finds; the exit code is 1 if something needs fixing.
///
/// # Errors
/// When standard output is closed, or the TLS library cannot be set up.
pub async fn run(config: &Config, json: bool) -> anyhow::Result<ExitCode> {
    let guard = AddressGuard::new(config.allow_private_hosts.clone());
    let clients = Clients::with_timeouts(guard, network::PATIENCE)?;
    let (storage, installation) = storage::look(config).await;
    let sections = [
        Section {
            about: "Settings",
            findings: settings::look(config),
        },
        Section {
            about: "Addresses to register",
            findings: addresses::look(config),
        },
        Section {
            about: "Database and disk",
            findings: storage,
        },
        Section {
            about: "TikTok, Google and the clock",
            findings: network::look(config, &clients).await,
        },
        Section {
            about: "This service",
            findings: service::look(config, &clients, installation.as_deref()).await,
        },
    ];
    report(&sections, json)
}

/// Prints what is wrong with settings that cannot even be read.
///
/// # Errors
/// When standard output is closed.
pub fn wrong_settings(error: &ConfigError, json: bool) -> anyhow::Result<ExitCode> {
    let findings = error
        .lines()
        .iter()
        .map(|line| {
            let remedy = "Correct it in the environment or in .env; --help lists every setting.";
            Finding::fix(line.clone(), remedy)
        })
        .chain([Finding::info(
            "Everything else is looked at once these are right. To look around without any: `demo`.",
        )])
        .collect();
    let about = "Settings";
    report(&[Section { about, findings }], json)
}

fn report(sections: &[Section], json: bool) -> anyhow::Result<ExitCode> {
    let count = |verdict| {
        let findings = sections.iter().flat_map(|section| &section.findings);
        findings.filter(|it| it.verdict == verdict).count()
    };
    let (wrong, doubtful) = (count(Verdict::Fix), count(Verdict::Warn));
    if json {
        say(serde_json::to_string_pretty(&serde_json::json!({
            "ok": wrong == 0,
            "to_fix": wrong,
            "warnings": doubtful,
            "sections": sections,
        }))?)?;
    } else {
        for section in sections {
            print(section)?;
        }
        say(match (wrong, doubtful) {
            (0, 0) => "Everything is in order.".to_owned(),
            (0, doubtful) => format!("Nothing to fix; {doubtful} to think about (warn)."),
            (wrong, doubtful) => format!("{wrong} to fix, {doubtful} to think about."),
        })?;
    }
    Ok(if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(section: &Section) -> anyhow::Result<()> {
    say(section.about)?;
    for finding in &section.findings {
        let mark = match finding.verdict {
            Verdict::Ok => "✓ ok  ",
            Verdict::Info => "· info",
            Verdict::Warn => "! warn",
            Verdict::Fix => "✗ FIX ",
        };
        say(format_args!("  {mark}  {}", finding.what))?;
        if let Some(value) = &finding.copy {
            say(format_args!("            {value}"))?;
        }
        if let Some(remedy) = &finding.remedy {
            say(format_args!("          → {remedy}"))?;
        }
    }
    say("")?;
    Ok(())
}
