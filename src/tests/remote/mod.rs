//! What we say to other servers, and what we make of their answers, over real sockets on the loopback.

mod avatars;
mod callbacks;
mod google;
mod oauth;
mod publish;
pub(crate) mod server;
mod source_faults;
mod sources;
mod transfer;

use std::time::Duration;

use ai_video_uploader::{
    domain::{
        account::{Scopes, Tokens},
        clock::Timestamp,
        secret::secret,
    },
    remote::{AddressGuard, Clients, TikTok, http::Timeouts, tiktok},
};

use self::server::Server;

/// The moment of every test.
const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// Clients that may reach what `allow` names, and lose patience soon.
fn clients(allow: &[&str]) -> Clients {
    let rules = allow.iter().map(|rule| rule.parse().unwrap()).collect();
    let soon = Duration::from_millis(300);
    Clients::with_timeouts(
        AddressGuard::new(rules),
        Timeouts {
            connect: Duration::from_secs(5),
            call: soon,
            silence: soon,
            callback: soon,
        },
    )
    .unwrap()
}

fn tiktok(server: &Server) -> TikTok {
    TikTok::new(
        &clients(&[]),
        tiktok::Endpoints {
            auth: "https://www.tiktok.com".parse().unwrap(),
            api: server.url("/"),
            redirect: "https://uploader.example/auth/tiktok/callback".into(),
        },
        tiktok::Credentials {
            client_key: "key".into(),
            client_secret: secret("hush"),
        },
    )
}

fn held() -> Tokens {
    Tokens {
        access: secret("act.old"),
        access_expires_at: NOW,
        refresh: secret("rft.old"),
        refresh_expires_at: NOW + Duration::from_secs(1000),
        scopes: Scopes::parse("user.info.basic,video.upload"),
        tiktok_user_id: "open-1".into(),
    }
}
