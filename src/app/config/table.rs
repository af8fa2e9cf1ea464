//! Every setting with its default and one sentence: the source of `--help`, of `.env.example` and of the README's table.

use std::fmt::Write as _;

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// Its value when it is not set; empty for none.
    pub default: &'static str,
    /// What it is for.
    pub help: &'static str,
}

const fn setting(name: &'static str, default: &'static str, help: &'static str) -> Setting {
    Setting {
        name,
        default,
        help,
    }
}

/// All settings, in the order they are explained.
pub const SETTINGS: &[Setting] = &[
    setting(
        "PUBLIC_URL",
        "http://localhost:8001",
        "The address under which people and TikTok reach this service.",
    ),
    setting("LISTEN_ADDR", "127.0.0.1:8001", "Where the server listens."),
    setting(
        "DATABASE_URL",
        "sqlite://data/uploader.db",
        "sqlite://FILE (embedded, created) or postgres://… for several machines.",
    ),
    setting(
        "SECRET_KEY",
        "",
        "32 bytes in base64 that seal tokens at rest; if absent, made once into the data folder.",
    ),
    setting(
        "SECRET_KEY_PREVIOUS",
        "",
        "The key before, while you rotate SECRET_KEY.",
    ),
    setting(
        "GOOGLE_CLIENT_ID",
        "",
        "OAuth client of your Google Cloud project, for signing in.",
    ),
    setting("GOOGLE_CLIENT_SECRET", "", "Its secret."),
    setting(
        "TIKTOK_CLIENT_KEY",
        "",
        "Client key of your app in TikTok's developer portal.",
    ),
    setting(
        "TIKTOK_CLIENT_SECRET",
        "",
        "Its secret; TikTok signs webhooks with it too.",
    ),
    setting(
        "TIKTOK_SCOPES",
        "user.info.basic,video.upload,video.publish",
        "The permissions to ask for when an account is connected.",
    ),
    setting(
        "TIKTOK_APP_AUDITED",
        "false",
        "true once TikTok has audited the app for Direct Post.",
    ),
    setting(
        "TIKTOK_AUTH_URL",
        "https://www.tiktok.com",
        "Origin of TikTok's authorize page.",
    ),
    setting(
        "TIKTOK_API_URL",
        "https://open.tiktokapis.com",
        "Origin of TikTok's API.",
    ),
    setting(
        "GOOGLE_AUTH_URL",
        "https://accounts.google.com/o/oauth2/v2/auth",
        "Google's authorize endpoint.",
    ),
    setting(
        "GOOGLE_TOKEN_URL",
        "https://oauth2.googleapis.com/token",
        "Google's token endpoint.",
    ),
    setting(
        "GOOGLE_USERINFO_URL",
        "https://openidconnect.googleapis.com/v1/userinfo",
        "Google's userinfo endpoint.",
    ),
    setting(
        "ALLOWED_EMAILS",
        "",
        "Comma list of addresses that may sign in; empty with the next: any verified Google address.",
    ),
    setting(
        "ALLOWED_EMAIL_DOMAINS",
        "",
        "Comma list of domains whose addresses may sign in.",
    ),
    setting(
        "TEMP_DIR",
        "",
        "Where videos lie until they are delivered; a folder of this installation alone. The system's temporary folder + /ai-video-uploader if empty.",
    ),
    setting(
        "RETENTION_HOURS",
        "24",
        "How long a video is kept at the most: 1 to 24.",
    ),
    setting(
        "TEMP_QUOTA_BYTES",
        "",
        "The most bytes of all videos together; 80 % of what is free at start if empty.",
    ),
    setting(
        "MAX_VIDEO_BYTES",
        "4000000000",
        "The largest video; up to 10000000000.",
    ),
    setting(
        "ALLOW_PRIVATE_HOSTS",
        "",
        "Comma list of names, addresses or CIDRs, each with an optional :port, that video_url and callback_url may reach although private.",
    ),
    setting(
        "HISTORY_DAYS",
        "90",
        "How many days posts and their history are kept.",
    ),
    setting(
        "SESSION_DAYS",
        "14",
        "After how many days without use a session ends.",
    ),
    setting(
        "API_RATE_PER_MINUTE",
        "600",
        "Requests a minute per API key; 0 for no limit.",
    ),
    setting(
        "CONCURRENT_TRANSFERS",
        "4",
        "How many videos flow at a time.",
    ),
    setting(
        "ROLE",
        "all",
        "all, web (pages and API only) or worker (work only).",
    ),
    setting("APP_NAME", "AI Video Uploader", "The name shown in pages."),
    setting(
        "OPERATOR_NAME",
        "",
        "Who runs this installation; shown in the legal texts.",
    ),
    setting(
        "OPERATOR_EMAIL",
        "",
        "How to reach them; shown in the legal texts.",
    ),
    setting(
        "METRICS_TOKEN",
        "",
        "With which a monitor on another machine may read /metrics (Authorization: Bearer); only this machine may if empty.",
    ),
    setting(
        "METRICS_ADDR",
        "",
        "Where a process that only works (ROLE=worker) shows /metrics, /healthz and /readyz; nowhere if empty.",
    ),
    setting(
        "DEBUG",
        "false",
        "true for detailed logs; secrets never appear.",
    ),
    setting("LOG_FORMAT", "pretty", "pretty or json."),
];

/// The default of `name`; empty for none.
#[must_use]
pub fn default_of(name: &str) -> &'static str {
    SETTINGS
        .iter()
        .find(|setting| setting.name == name)
        .map_or("", |setting| setting.default)
}

/// The table as text for `--help`.
#[must_use]
pub fn help() -> String {
    let mut text = String::from(
        "Settings (environment or a file named .env; the README explains how to get each):\n",
    );
    for Setting {
        name,
        default,
        help,
    } in SETTINGS
    {
        let _ = write!(text, "\n  {name}\n      {help}");
        if !default.is_empty() {
            let _ = write!(text, " [default: {default}]");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_shows_every_setting_with_its_default() {
        let example = include_str!("../../../.env.example");
        for Setting { name, default, .. } in SETTINGS {
            assert!(
                example.contains(&format!("\n#{name}={default}\n")),
                "{name} is missing in .env.example"
            );
        }
    }

    #[test]
    fn the_readme_explains_every_setting() {
        let readme = include_str!("../../../README.md");
        for Setting { name, .. } in SETTINGS {
            assert!(
                readme.contains(&format!("`{name}`")),
                "{name} is missing in README.md"
            );
        }
    }
}
