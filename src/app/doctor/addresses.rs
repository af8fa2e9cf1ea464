//! The addresses to register at Google and TikTok, held against their rules.
//!
//! Sources: TikTok, Login Kit for Web and for Desktop, "Redirect URI"; Google, "Redirect URI validation rules".

use url::{Host, Url};

use super::{Config, Finding};

/// TikTok takes redirect URIs shorter than this.
const LONGEST: usize = 512;

/// Whether only this machine itself is meant.
pub(super) fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1"))
}

pub(super) fn look(config: &Config) -> Vec<Finding> {
    let base = config.public_base();
    vec![
        google(&config.public_url, format!("{base}/auth/google/callback")),
        tiktok(&config.public_url, format!("{base}/auth/tiktok/callback")),
        webhook(&config.public_url, format!("{base}/webhooks/tiktok")),
        Finding::info(
            "Register them byte for byte: no query, no fragment, no slash at the end, nothing in front.",
        ),
    ]
}

fn google(public: &Url, redirect: String) -> Finding {
    let is_address = matches!(public.host(), Some(Host::Ipv4(_) | Host::Ipv6(_)));
    if is_loopback(public) || (public.scheme() == "https" && !is_address) {
        return Finding::ok(
            "Google, OAuth client of type Web application, authorised redirect URI:",
        )
        .copyable(redirect);
    }
    Finding::fix(
        "Google takes this redirect URI not at all: http is for localhost only, and a host must have a name.",
        "Put a reverse proxy with https before the service and set PUBLIC_URL to its address.",
    )
    .copyable(redirect)
}

fn tiktok(public: &Url, redirect: String) -> Finding {
    if redirect.len() >= LONGEST {
        return Finding::fix(
            format!(
                "The redirect URI has {} characters; TikTok takes fewer than {LONGEST}.",
                redirect.len()
            ),
            "Use a shorter host name in PUBLIC_URL.",
        );
    }
    let is_domain = matches!(public.host(), Some(Host::Domain(name)) if name.contains('.'));
    if is_loopback(public) {
        if public.port().is_some() {
            return Finding::ok("TikTok, Login Kit, platform Desktop, redirect URI:")
                .copyable(redirect);
        }
        return Finding::fix(
            "TikTok takes localhost on the platform Desktop only, and there only with a port.",
            "Give PUBLIC_URL a port, such as http://localhost:8001.",
        )
        .copyable(redirect);
    }
    if public.scheme() == "https" && is_domain {
        return Finding::ok("TikTok, Login Kit, platform Web, redirect URI:").copyable(redirect);
    }
    Finding::fix(
        "TikTok takes this redirect URI on no platform: Web wants https on a public domain, Desktop localhost or 127.0.0.1 with a port.",
        "Put a reverse proxy or a tunnel with https before the service and set PUBLIC_URL to its address.",
    )
    .copyable(redirect)
}

fn webhook(public: &Url, address: String) -> Finding {
    if public.scheme() == "https" && !is_loopback(public) {
        return Finding::ok("TikTok, Webhooks, callback URL (optional):").copyable(address);
    }
    Finding::info(
        "No webhooks: TikTok sends them to https on the Internet only. The service asks TikTok by itself.",
    )
}

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    fn verdicts(public: &str) -> (Verdict, Verdict) {
        let url: Url = public.parse().unwrap();
        let redirect = format!("{public}/auth/x/callback");
        (
            google(&url, redirect.clone()).verdict,
            tiktok(&url, redirect).verdict,
        )
    }

    #[test]
    fn the_rules_of_both_are_kept() {
        let both = (Verdict::Ok, Verdict::Ok);
        assert_eq!(verdicts("https://uploader.example"), both);
        assert_eq!(verdicts("http://localhost:8001"), both);
        assert_eq!(verdicts("https://127.0.0.1:8443"), both);
        let neither = (Verdict::Fix, Verdict::Fix);
        assert_eq!(verdicts("http://uploader.example"), neither);
        assert_eq!(verdicts("https://192.0.2.7"), neither);
        let only_google = (Verdict::Ok, Verdict::Fix);
        assert_eq!(verdicts("http://localhost"), only_google);
        assert_eq!(verdicts("https://intranet"), only_google);
        let long = format!("https://{}.example", "a.".repeat(240));
        assert_eq!(verdicts(&long), only_google);
    }
}
