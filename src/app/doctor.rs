//! `doctor`: looks at the installation from inside and says what to do about each finding.

use std::{process::ExitCode, time::Duration};

use super::{build, config::Config, telemetry::say};

/// The least free disk below which videos hardly fit, in bytes.
const LITTLE_SPACE: u64 = 5_000_000_000;

/// One thing that was looked at.
struct Finding {
    good: bool,
    what: String,
}

fn good(what: impl Into<String>) -> Finding {
    Finding {
        good: true,
        what: what.into(),
    }
}

fn bad(what: impl Into<String>) -> Finding {
    Finding {
        good: false,
        what: what.into(),
    }
}

/// Prints every finding; the exit code is 1 if one needs action.
///
/// # Errors
/// When standard output is closed.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let mut findings = settings(config);
    findings.extend(redirects(config));
    findings.push(storage(config).await);
    findings.extend(reachable(config).await);
    for finding in &findings {
        say(format_args!(
            "{} {}",
            if finding.good { "ok  " } else { "FIX " },
            finding.what
        ))?;
    }
    let wrong = findings.iter().filter(|finding| !finding.good).count();
    if wrong == 0 {
        say("Everything is in order.")?;
        return Ok(ExitCode::SUCCESS);
    }
    say(format_args!(
        "{wrong} to fix. The README's \"Connect the real thing\" explains each setting."
    ))?;
    Ok(ExitCode::FAILURE)
}

fn settings(config: &Config) -> Vec<Finding> {
    let missing = config.missing();
    if missing.is_empty() {
        return vec![good("Google and TikTok are set up.")];
    }
    missing
        .into_iter()
        .map(|name| bad(format!("{name} is not set.")))
        .collect()
}

/// The addresses to register. Source of the rules: Login Kit for Web and for Desktop, "Redirect URI".
fn redirects(config: &Config) -> Vec<Finding> {
    let base = config.public_base();
    let https = config.public_url.scheme() == "https";
    let loopback = matches!(
        config.public_url.host_str(),
        Some("localhost" | "127.0.0.1")
    );
    let tiktok = format!("{base}/auth/tiktok/callback");
    vec![
        good(format!(
            "Register at Google as redirect URI: {base}/auth/google/callback"
        )),
        if https && !loopback {
            good(format!(
                "Register at TikTok, platform Web, as redirect URI: {tiktok}"
            ))
        } else if loopback && config.public_url.port().is_some() {
            good(format!(
                "Register at TikTok, platform Desktop, as redirect URI: {tiktok}"
            ))
        } else {
            bad(format!(
                "TikTok takes {tiktok} on no platform: use https on a public host (Web), or localhost with a port (Desktop)."
            ))
        },
        if https {
            good(format!(
                "Register at TikTok as webhook address: {base}/webhooks/tiktok"
            ))
        } else {
            good("Webhooks need https; without them the service asks TikTok by itself.")
        },
    ]
}

async fn storage(config: &Config) -> Finding {
    let ctx = match build(config).await {
        Ok(ctx) => ctx,
        Err(error) => return bad(format!("{error:#}")),
    };
    let finding = match ctx.media.free_bytes().await {
        Ok(free) if free < LITTLE_SPACE => bad(format!(
            "Only {free} bytes are free in TEMP_DIR {}: make room.",
            ctx.media.dir().display()
        )),
        Ok(free) => good(format!(
            "Database and TEMP_DIR can be used; {} GB are free.",
            free / 1_000_000_000
        )),
        Err(error) => bad(format!(
            "The free space of TEMP_DIR cannot be read: {error}"
        )),
    };
    ctx.store.close().await;
    finding
}

async fn reachable(config: &Config) -> Vec<Finding> {
    let client = match reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()
    {
        Ok(client) => client,
        Err(error) => return vec![bad(format!("No HTTP client can be built: {error}"))],
    };
    let mut findings = Vec::new();
    for (name, url) in [
        ("TikTok", &config.tiktok_api_url),
        ("Google", &config.google_token_url),
    ] {
        findings.push(match client.get(url.clone()).send().await {
            Ok(_) => good(format!("{name} answers at {url}.")),
            Err(error) => bad(format!(
                "{name} does not answer at {url}: {}. Check the network and the firewall.",
                error.without_url()
            )),
        });
    }
    findings
}
