//! The way in: whether the public address leads to this installation, and whether TikTok's webhooks get through.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use serde_json::Value;

use super::{Config, Finding, addresses};
use crate::{
    app::config::Role,
    domain::error_code::ErrorCode,
    remote::{Clients, http::reason},
    service::health::INSTALLATION_HEADER,
};

/// Who answers at an address.
enum Who {
    Us,
    /// Another installation or another program.
    Another,
    Nobody(String),
}

pub(super) async fn look(
    config: &Config,
    clients: &Clients,
    installation: Option<&str>,
) -> Vec<Finding> {
    let base = config.public_base();
    let public = who(clients, &base, installation).await;
    let local = match config.role {
        Role::Worker => None,
        _ => Some(format!("http://{}", reachable(config.listen_addr))),
    };
    let mut findings = Vec::new();
    match public {
        Who::Us => {
            findings.push(Finding::ok(format!(
                "PUBLIC_URL {base} leads to this installation."
            )));
            findings.push(readiness(clients, &base).await);
            findings.push(webhook(config, clients, &base).await);
        }
        Who::Another => findings.push(Finding::fix(
            format!("At PUBLIC_URL {base} another program or another installation answers."),
            "Let the proxy pass every path to LISTEN_ADDR, and check that DATABASE_URL is the one that the server uses.",
        )),
        Who::Nobody(why) => {
            let here = match &local {
                Some(local) => who(clients, local, installation).await,
                None => Who::Nobody(String::new()),
            };
            findings.push(unreachable(config, &base, &why, &here));
        }
    }
    findings
}

fn unreachable(config: &Config, base: &str, why: &str, here: &Who) -> Finding {
    let listen = config.listen_addr;
    match here {
        Who::Us => Finding::fix(
            format!(
                "The service runs at {listen}, but PUBLIC_URL {base} does not lead to it: {why}."
            ),
            "Check the name in the DNS, the reverse proxy and the firewall. From some networks a machine cannot reach its own public address: try from outside.",
        ),
        Who::Another => Finding::fix(
            format!("Another program listens at LISTEN_ADDR {listen}."),
            "Stop it, or set LISTEN_ADDR (and with http://localhost PUBLIC_URL) to another port.",
        ),
        Who::Nobody(_) => Finding::warn(
            format!("The service does not run here, or cannot be reached: {base} gives {why}."),
            "Start it (`serve`), then run doctor again: it tries the way through your proxy.",
        ),
    }
}

/// Asks for a sign of life and compares whose it is. Without an id to compare, any service of this kind counts as ours.
async fn who(clients: &Clients, base: &str, installation: Option<&str>) -> Who {
    let response = match clients.api.get(format!("{base}/healthz")).send().await {
        Ok(response) => response,
        Err(error) => return Who::Nobody(reason(error)),
    };
    let status = response.status();
    let named = response
        .headers()
        .get(INSTALLATION_HEADER)
        .and_then(|value| value.to_str().ok());
    match (named, installation) {
        (Some(named), Some(ours)) if named == ours => Who::Us,
        (Some(_), None) => Who::Us,
        // A gateway whose service is down.
        (None, _) if matches!(status.as_u16(), 502..=504) => {
            Who::Nobody(format!("the proxy answers {status}"))
        }
        _ => Who::Another,
    }
}

async fn readiness(clients: &Clients, base: &str) -> Finding {
    let found = async {
        let response = clients.api.get(format!("{base}/readyz")).send().await?;
        response.json::<Value>().await
    };
    let found = match found.await {
        Ok(found) => found,
        Err(error) => {
            return Finding::warn(
                format!("/readyz does not answer: {}.", reason(error)),
                "Let the proxy pass it, at least from your monitoring.",
            );
        }
    };
    if found["status"] == "ok" {
        return Finding::ok("It is ready: database, disk, worker and queue are well.");
    }
    let ill: Vec<String> = found["checks"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, check)| check["ok"] == false)
        .map(|(name, check)| format!("{name} ({})", check["detail"].as_str().unwrap_or("?")))
        .collect();
    Finding::fix(
        format!("It runs, but is not ready: {}.", ill.join(", ")),
        "Look into its log.",
    )
}

/// Knocks as TikTok does, without a signature: only we refuse that in our own words. Nothing is stored.
async fn webhook(config: &Config, clients: &Clients, base: &str) -> Finding {
    let knocked = clients
        .api
        .post(format!("{base}/webhooks/tiktok"))
        .header("content-type", "application/json")
        .body("{}")
        .send()
        .await;
    let remedy = "Let the proxy pass POST /webhooks/tiktok unchanged, without a login of its own. \
                  Until then the service asks TikTok by itself, somewhat later.";
    let response = match knocked {
        Ok(response) => response,
        Err(error) => {
            return Finding::warn(
                format!("/webhooks/tiktok does not answer: {}.", reason(error)),
                remedy,
            );
        }
    };
    let status = response.status();
    let body: Value = response.json().await.unwrap_or_default();
    if status != 401 || body["error"]["code"] != ErrorCode::WebhookSignature.as_str() {
        return Finding::warn(
            format!(
                "TikTok's webhooks do not get through: something before the service answers {status}."
            ),
            remedy,
        );
    }
    if addresses::is_loopback(&config.public_url) || config.public_url.scheme() != "https" {
        return Finding::ok("/webhooks/tiktok refuses what TikTok did not sign.");
    }
    Finding::ok("TikTok's webhooks get through, and what TikTok did not sign is refused.")
}

/// Where a listener at `address` can be reached from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}
