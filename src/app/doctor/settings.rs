//! What the settings say without asking anybody: what is missing, and what does not look like what it should be.

use secrecy::ExposeSecret;

use super::{Config, Finding, addresses};
use crate::app::config::Role;

/// What every client id of Google ends with.
const GOOGLE_CLIENT_ID_END: &str = ".apps.googleusercontent.com";
/// A key or a secret shorter than this was cut off when it was copied.
const SHORTEST: usize = 10;

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let mut findings: Vec<Finding> = config.missing().into_iter().map(missing).collect();
    if findings.is_empty() {
        findings.push(Finding::ok("Google and TikTok are set up."));
    } else {
        findings.push(Finding::info(
            "To look around without Google and TikTok: `demo`.",
        ));
    }
    findings.extend(shapes(config));
    findings.extend(elsewhere(config));
    findings.extend(scopes(config));
    findings.extend(people(config));
    if config.secret_keys.previous.is_some() {
        findings.push(Finding::info(
            "SECRET_KEY_PREVIOUS is set: run `rotate-secret`, then take it out.",
        ));
    }
    findings.extend(monitoring(config));
    if config.role == Role::Worker && config.metrics_addr.is_none() {
        findings.push(
            Finding::info("METRICS_ADDR is not set: nobody can ask this worker how it does.")
                .healed_by("Set it to an address and a port if a monitor shall see its calls to TikTok and its stages."),
        );
    }
    findings
}

fn missing(name: &'static str) -> Finding {
    let remedy = if name.starts_with("GOOGLE") {
        "People cannot sign in. Make an OAuth client of type Web application at \
         https://console.cloud.google.com/apis/credentials and copy its id and secret."
    } else {
        "Nobody can connect TikTok. Make an app at https://developers.tiktok.com/apps with Login Kit and \
         Content Posting API, and copy its client key and secret."
    };
    Finding::fix(format!("{name} is not set."), remedy)
}

fn shapes(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(id) = &config.google_client_id
        && !id.ends_with(GOOGLE_CLIENT_ID_END)
    {
        findings.push(Finding::warn(
            format!("GOOGLE_CLIENT_ID does not end with {GOOGLE_CLIENT_ID_END}."),
            "Copy the client id, not the project's id or the client's name.",
        ));
    }
    let is_number = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
    if config.tiktok_client_key.as_deref().is_some_and(is_number) {
        findings.push(Finding::fix(
            "TIKTOK_CLIENT_KEY is a number: that is the app id, and TikTok refuses it.",
            "Copy the client key from the app's page; it has letters too, such as aw… or sbaw… (sandbox).",
        ));
    } else if let Some(key) = &config.tiktok_client_key
        && (key.len() < SHORTEST || !key.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    {
        findings.push(Finding::warn(
            "TIKTOK_CLIENT_KEY does not look like one: they are letters and digits, such as aw… or sbaw… (sandbox).",
            "Copy the client key from the app's page; the app id, a number, is something else.",
        ));
    }
    for (name, key, secret) in [
        (
            "GOOGLE_CLIENT_SECRET",
            &config.google_client_id,
            &config.google_client_secret,
        ),
        (
            "TIKTOK_CLIENT_SECRET",
            &config.tiktok_client_key,
            &config.tiktok_client_secret,
        ),
    ] {
        let Some(secret) = secret.as_ref().map(ExposeSecret::expose_secret) else {
            continue;
        };
        let odd = |letter: char| letter.is_whitespace() || letter == '"' || letter == '\'';
        if key.as_deref() == Some(secret) {
            findings.push(Finding::fix(
                format!("{name} is the same as the id beside it."),
                "Copy the secret; it stands next to the id and is shown on demand.",
            ));
        } else if secret.len() < SHORTEST || secret.contains(odd) {
            findings.push(Finding::warn(
                format!("{name} is very short, or holds blanks or quotes."),
                "Copy it again, as a whole.",
            ));
        }
    }
    findings
}

/// Settings that lead away from Google and TikTok, as tests and the demo do.
fn elsewhere(config: &Config) -> Vec<Finding> {
    let known = |host: Option<&str>, domains: &[&str]| {
        host.is_some_and(|host| domains.iter().any(|domain| host.ends_with(domain)))
    };
    [
        ("TIKTOK_API_URL", &config.tiktok_api_url),
        ("TIKTOK_AUTH_URL", &config.tiktok_auth_url),
        ("GOOGLE_AUTH_URL", &config.google_auth_url),
        ("GOOGLE_TOKEN_URL", &config.google_token_url),
        ("GOOGLE_USERINFO_URL", &config.google_userinfo_url),
    ]
    .into_iter()
    .filter(|(_, url)| {
        !known(
            url.host_str(),
            &[
                "tiktokapis.com",
                "tiktok.com",
                "googleapis.com",
                "google.com",
            ],
        )
    })
    .map(|(name, url)| Finding::info(format!("{name} leads to {url}, not to the real service.")))
    .collect()
}

fn scopes(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !config.tiktok_scopes.has("video.upload") {
        findings.push(Finding::fix(
            "TIKTOK_SCOPES lacks video.upload: nothing can be sent to a TikTok inbox.",
            "Add it, and add it to the app in TikTok's portal.",
        ));
    }
    if config.tiktok_app_audited && !config.tiktok_scopes.has("video.publish") {
        findings.push(Finding::warn(
            "TIKTOK_APP_AUDITED is true, but TIKTOK_SCOPES lacks video.publish: nobody can publish.",
            "Add the scope; people then connect their account again.",
        ));
    }
    findings
}

/// Who may read the figures.
fn monitoring(config: &Config) -> Option<Finding> {
    let is_public = !addresses::is_loopback(&config.public_url);
    (is_public && config.metrics_token.is_none()).then(|| {
        Finding::info("METRICS_TOKEN is not set: /metrics answers to this machine alone.").healed_by(
            "If your Prometheus runs elsewhere, set one (openssl rand -hex 32) and give it there as bearer token.",
        )
    })
}

fn people(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    if addresses::is_loopback(&config.public_url) {
        return findings;
    }
    if config.allowed_emails.is_empty() && config.allowed_email_domains.is_empty() {
        findings.push(Finding::warn(
            "Anybody with a Google address may sign in.",
            "Set ALLOWED_EMAILS or ALLOWED_EMAIL_DOMAINS, unless that is what you want.",
        ));
    }
    if config.operator_name.is_none() || config.operator_email.is_none() {
        findings.push(Finding::warn(
            "OPERATOR_NAME and OPERATOR_EMAIL are not both set: the legal pages do not say who runs this.",
            "Set them; TikTok's review looks for both.",
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{super::Verdict, *};

    fn about(word: &str, values: &[(&str, &str)]) -> Vec<Finding> {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let values: HashMap<String, String> = [("SECRET_KEY", key)]
            .iter()
            .chain(values)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let config = Config::from_values(values).unwrap();
        let mut findings = look(&config);
        findings.retain(|finding| finding.what.contains(word));
        findings
    }

    fn about_metrics(values: &[(&str, &str)]) -> Vec<Finding> {
        about("/metrics", values)
    }

    #[test]
    fn the_id_of_the_app_is_not_taken_for_its_client_key() {
        let found = |key| about("TIKTOK_CLIENT_KEY", &[("TIKTOK_CLIENT_KEY", key)]);
        let [id] = &found("7123456789012345678")[..] else {
            panic!("one finding");
        };
        assert_eq!(id.verdict, Verdict::Fix);
        assert_eq!(found("aw-short")[0].verdict, Verdict::Warn);
        assert!(found("sbaw1234567890abcd").is_empty());
    }

    #[test]
    fn a_public_service_without_a_token_for_monitors_is_told_so() {
        let public = ("PUBLIC_URL", "https://clips.example");
        let [note] = &about_metrics(&[public])[..] else {
            panic!("one note");
        };
        assert!(note.remedy.as_ref().unwrap().contains("bearer token"));
        assert!(about_metrics(&[public, ("METRICS_TOKEN", "a long word")]).is_empty());
        assert!(about_metrics(&[]).is_empty());
    }
}
