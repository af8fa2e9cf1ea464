//! Whether TikTok and Google answer, and whether our clock agrees with theirs.

use std::time::Duration;

use reqwest::header::DATE;
use url::Url;

use super::{Config, Finding};
use crate::{
    domain::clock::{Clock as _, SystemClock, Timestamp},
    remote::{
        Clients,
        http::{Timeouts, date, reason},
    },
};

/// Nobody waits for a doctor for long.
pub(super) const PATIENCE: Timeouts = Timeouts {
    connect: Duration::from_secs(5),
    call: Duration::from_secs(10),
    silence: Duration::from_secs(10),
    callback: Duration::from_secs(10),
};
/// From here on it may be more than the way of the answer.
const DOUBTFUL_SKEW: u64 = 30;
/// From here on tokens end at the wrong time, and signatures look too old to others.
const WRONG_SKEW: u64 = 5 * 60;

/// An answer: who gave it, and how far their clock is ahead of ours, in seconds.
struct Answer {
    finding: Finding,
    ahead: Option<i64>,
}

pub(super) async fn look(config: &Config, clients: &Clients) -> Vec<Finding> {
    let (tiktok, google) = futures::join!(
        ask(clients, "TikTok", &config.tiktok_api_url),
        ask(clients, "Google", &config.google_token_url)
    );
    let ahead: Vec<i64> = [tiktok.ahead, google.ahead].into_iter().flatten().collect();
    vec![tiktok.finding, google.finding, clock(&ahead)]
}

async fn ask(clients: &Clients, name: &str, url: &Url) -> Answer {
    let before = SystemClock.now();
    match clients.api.get(url.clone()).send().await {
        Ok(response) => {
            let after = SystemClock.now();
            let theirs = response
                .headers()
                .get(DATE)
                .and_then(|value| date(value.to_str().ok()?));
            // Half way between question and answer is when they looked at their clock.
            let ours = Timestamp::from_millis(i64::midpoint(before.as_millis(), after.as_millis()));
            Answer {
                finding: Finding::ok(format!("{name} answers at {url}")),
                ahead: theirs.map(|theirs| theirs.unix_timestamp() - ours.as_seconds()),
            }
        }
        Err(error) => Answer {
            finding: Finding::fix(
                format!("{name} does not answer at {url}: {}.", reason(error)),
                "Check name resolution, firewall and network of this machine; proxies from the environment are not used.",
            ),
            ahead: None,
        },
    }
}

/// What the smallest difference means: one server may be wrong, two hardly are.
fn clock(ahead: &[i64]) -> Finding {
    let Some(ahead) = ahead.iter().min_by_key(|ahead| ahead.unsigned_abs()) else {
        return Finding::info("The clock could not be compared: nobody said what time it is.");
    };
    let off = ahead.unsigned_abs();
    let side = if *ahead > 0 { "behind" } else { "ahead" };
    let remedy = "Switch on time synchronisation (timedatectl set-ntp true, or chrony).";
    if off > WRONG_SKEW {
        Finding::fix(
            format!(
                "The clock is {off} s {side}: tokens and upload addresses end at the wrong time."
            ),
            remedy,
        )
    } else if off > DOUBTFUL_SKEW {
        Finding::warn(format!("The clock is {off} s {side}."), remedy)
    } else {
        Finding::ok("The clock is right.")
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Verdict, *};

    #[test]
    fn half_a_minute_is_forgiven_and_five_are_too_many() {
        assert_eq!(clock(&[]).verdict, Verdict::Info);
        assert_eq!(clock(&[30, 4000]).verdict, Verdict::Ok);
        assert_eq!(clock(&[-31]).verdict, Verdict::Warn);
        assert_eq!(clock(&[300]).verdict, Verdict::Warn);
        let behind = clock(&[301]);
        assert_eq!(behind.verdict, Verdict::Fix);
        assert!(behind.what.contains("301 s behind"));
        assert!(clock(&[-301]).what.contains("ahead"));
    }
}
