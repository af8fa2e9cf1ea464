//! What the operator decided, as far as the floors above the database need it.

use std::time::Duration;

use secrecy::SecretString;

use crate::domain::{account::Scopes, secret::secret};

/// Settings that do not change while the process runs. `app::config` reads them.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where people and programs reach this installation, without a slash at its end.
    pub public_url: String,
    /// How long a temporary file is kept at the longest.
    pub retention: Duration,
    /// The largest video, in bytes.
    pub max_video_bytes: u64,
    /// TikTok's name for this installation's app.
    pub tiktok_client_key: String,
    /// With which TikTok signs its webhooks.
    pub tiktok_client_secret: SecretString,
    /// What people are asked to allow when they connect TikTok.
    pub tiktok_scopes: Scopes,
    /// Whether TikTok audited the app for Direct Post.
    pub tiktok_app_audited: bool,
    /// Addresses that may sign in; with `allowed_email_domains` empty too, any verified one.
    pub allowed_emails: Vec<String>,
    /// Domains whose addresses may sign in.
    pub allowed_email_domains: Vec<String>,
    /// Days without use after which a session ends.
    pub session_days: u32,
    /// Requests a minute that one API key may make; 0 for no limit.
    pub api_rate_per_minute: u32,
    /// How many videos move at once.
    pub concurrent_transfers: usize,
    /// Days after which history is purged.
    pub history_days: u32,
    /// What the product is called on its pages.
    pub app_name: String,
    /// Who runs this installation.
    pub operator_name: Option<String>,
    /// How to reach them.
    pub operator_email: Option<String>,
    /// Who sends it may read `/metrics` from elsewhere; none: only this machine may.
    pub metrics_token: Option<SecretString>,
    /// As what this installation names itself to others; empty if it does not.
    pub installation: String,
    /// The version of this build.
    pub version: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8001".into(),
            retention: Duration::from_secs(24 * 3600),
            max_video_bytes: 4_000_000_000,
            tiktok_client_key: String::new(),
            tiktok_client_secret: secret(""),
            tiktok_scopes: Scopes::parse("user.info.basic,video.upload,video.publish"),
            tiktok_app_audited: false,
            allowed_emails: Vec::new(),
            allowed_email_domains: Vec::new(),
            session_days: 14,
            api_rate_per_minute: 600,
            concurrent_transfers: 4,
            history_days: 90,
            app_name: "AI Video Uploader".into(),
            operator_name: None,
            operator_email: None,
            metrics_token: None,
            installation: String::new(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

impl Settings {
    /// An address of this installation; `path` begins with a slash.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// Where Google sends people back to.
    #[must_use]
    pub fn google_redirect(&self) -> String {
        self.link("/auth/google/callback")
    }

    /// Where TikTok sends people back to.
    #[must_use]
    pub fn tiktok_redirect(&self) -> String {
        self.link("/auth/tiktok/callback")
    }

    /// Whether the address may sign in. Letters' case does not matter.
    #[must_use]
    pub fn admits(&self, email: &str) -> bool {
        if self.allowed_emails.is_empty() && self.allowed_email_domains.is_empty() {
            return true;
        }
        let email = email.to_lowercase();
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.allowed_emails
            .iter()
            .any(|allowed| allowed.trim().to_lowercase() == email)
            || self
                .allowed_email_domains
                .iter()
                .any(|allowed| allowed.trim().trim_start_matches('@').to_lowercase() == domain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_lists_everybody_may_sign_in() {
        assert!(Settings::default().admits("anyone@example.org"));
    }

    #[test]
    fn lists_ignore_case_and_match_whole_domains() {
        let settings = Settings {
            allowed_emails: vec!["Alice@Example.org".into()],
            allowed_email_domains: vec!["Studio.example".into()],
            ..Settings::default()
        };
        assert!(settings.admits("alice@example.ORG"));
        assert!(settings.admits("Bob@studio.EXAMPLE"));
        assert!(!settings.admits("mallory@example.org"));
        assert!(!settings.admits("mallory@evilstudio.example"));
        assert!(!settings.admits("studio.example"));
    }
}
