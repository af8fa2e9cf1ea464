//! `demo`: the whole product on one machine, with a simulated Google and TikTok. Nothing leaves the machine.

use std::{
    collections::HashMap,
    io::ErrorKind,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
};

use anyhow::Context as _;
use secrecy::ExposeSecret as _;
use tokio::net::TcpListener;

use super::{
    build,
    config::{Config, LogFormat, Role},
    serve, telemetry,
};
use crate::{
    domain::{
        account::{Scopes, Tokens},
        clock::Timestamp,
        secret::secret,
    },
    service::{Context, api_keys},
    simulator::{Options, Simulator, SimulatorError},
    store::accounts::NewAccount,
};

/// Where the demo listens unless that port is taken.
pub const PORT: u16 = 8001;
/// How many ports are tried, each one higher.
const PORTS_TRIED: u16 = 50;
/// Whose API key is printed; the same person can be chosen on the simulated Google's page.
const EMAIL: &str = "alice@example.com";
/// What that person's simulated TikTok account may be used for.
const SCOPES: [&str; 3] = ["user.info.basic", "video.upload", "video.publish"];

/// Starts simulator and service, prints what to paste, and serves until Ctrl-C. `audited`: both act as after TikTok's audit
/// for Direct Post.
///
/// # Errors
/// When no port is free or the throw-away folder cannot be made.
pub async fn run(port: u16, audited: bool) -> anyhow::Result<()> {
    telemetry::start_with("warn,ai_video_uploader=info", LogFormat::Pretty);
    let folder = tempfile::Builder::new()
        .prefix("ai-video-uploader-demo-")
        .tempdir()
        .context("no folder for the demo")?;
    let listener = listen_from(port).await?;
    let port = listener.local_addr()?.port();
    let public_url = format!("http://localhost:{port}");
    let simulator = simulate_from(port.saturating_add(1), &public_url, audited).await?;
    let mut values = settings(&simulator, &public_url, port, folder.path());
    values.insert("TIKTOK_APP_AUDITED".to_owned(), audited.to_string());
    let config = Config::from_values(values)?;
    let ctx = build(&config).await?;
    let key = prepare(&ctx, &simulator).await?;
    announce(&public_url, &simulator, &key)?;
    serve::stop_on_signal(&ctx.stop);
    serve::run_until_stopped(ctx, Role::All, Some(listener)).await?;
    simulator.shutdown().await;
    telemetry::say("The demo has ended; its folder is deleted.")?;
    Ok(())
}

/// The first free port from `first` on, saying so where it is another.
async fn listen_from(first: u16) -> anyhow::Result<TcpListener> {
    for port in ports(first) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                taken(port)?;
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot listen on port {port}"));
            }
        }
    }
    anyhow::bail!("no port from {first} on is free")
}

async fn simulate_from(first: u16, public_url: &str, audited: bool) -> anyhow::Result<Simulator> {
    for port in ports(first) {
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            webhook_url: Some(format!("{public_url}/webhooks/tiktok")),
            by_itself: true,
            audited,
            ..Options::default()
        };
        match Simulator::start(options).await {
            Ok(simulator) => return Ok(simulator),
            Err(SimulatorError::Listen(_, error)) if error.kind() == ErrorKind::AddrInUse => {
                taken(port)?;
            }
            Err(error) => return Err(error).context("the simulator cannot be started"),
        }
    }
    anyhow::bail!("no port from {first} on is free")
}

fn ports(first: u16) -> impl Iterator<Item = u16> {
    first..=first.saturating_add(PORTS_TRIED)
}

fn taken(port: u16) -> std::io::Result<()> {
    telemetry::say(format_args!("Port {port} is taken; trying the next one."))
}

/// The same settings that an operator would write, but for the simulator and a throw-away folder.
fn settings(
    simulator: &Simulator,
    public_url: &str,
    port: u16,
    folder: &Path,
) -> HashMap<String, String> {
    let host = simulator.base_url().trim_start_matches("http://");
    [
        ("PUBLIC_URL", public_url.to_owned()),
        ("LISTEN_ADDR", format!("127.0.0.1:{port}")),
        (
            "DATABASE_URL",
            format!("sqlite://{}", folder.join("uploader.db").display()),
        ),
        ("TEMP_DIR", folder.join("videos").display().to_string()),
        ("ALLOW_PRIVATE_HOSTS", format!("{host},127.0.0.1,localhost")),
    ]
    .into_iter()
    .chain(simulator.settings())
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

/// A user with a connected account and a key, as if they had signed in and consented.
async fn prepare(ctx: &Context, simulator: &Simulator) -> anyhow::Result<String> {
    let now = ctx.now();
    let user = ctx.store.ensure_user(EMAIL, now).await?;
    let world = simulator.world();
    let creator = world
        .creators()
        .into_iter()
        .next()
        .context("the simulator knows no creator")?;
    let issued = world.issue_tokens(&creator.open_id, &SCOPES)?;
    let lifetimes = Options::default().lifetimes;
    let tokens = Tokens {
        access: secret(issued.access_token),
        access_expires_at: now + lifetimes.access_token,
        refresh: secret(issued.refresh_token),
        refresh_expires_at: now + lifetimes.refresh_token,
        scopes: Scopes::parse(&issued.scopes.join(",")),
        tiktok_user_id: issued.open_id.clone(),
    };
    let account = NewAccount {
        tiktok_user_id: issued.open_id,
        username: Some(creator.username),
        display_name: creator.display_name,
        avatar_url: Some(format!(
            "{}/avatars/{}.jpg",
            simulator.base_url(),
            creator.avatar
        )),
    };
    ctx.store
        .connect_account(user.id, &account, &tokens, now)
        .await?;
    let (_, secrets) = api_keys::create(ctx, user.id, "demo", None::<Timestamp>).await?;
    Ok(secrets.key.expose_secret().to_owned())
}

fn announce(public_url: &str, simulator: &Simulator, key: &str) -> std::io::Result<()> {
    let sample = simulator.sample_url();
    // The same address twice within an hour would be called a possible duplicate.
    let other = sample.replace("sample.mp4", "padded.mp4");
    let phone = simulator.phone_url();
    telemetry::say(format_args!(
        r#"
  AI Video Uploader, demo. Google and TikTok are simulated: nothing leaves this machine,
  and everything is deleted when you stop it with Ctrl-C.

  Dashboard   {public_url}    (sign in as {EMAIL})
  TikTok app  {phone}    (a simulated phone: open the draft there and tap Post)
  API key     {key}

  Paste these into another terminal.

  1. Test the connection:
curl '{public_url}/n8n/test-connection?api_key={key}'

  2. Take a video to the TikTok inbox:
curl -X POST '{public_url}/api/posts/video?api_key={key}' -H 'Content-Type: application/json' -d '{{"content":"First light at the pier #slowmorning","platforms":["tiktok"],"video_url":"{sample}"}}'

  3. Hold a video in the dashboard for review:
curl -X POST '{public_url}/webhook/n8n/video-upload?api_key={key}' -H 'Content-Type: application/json' -d '{{"content":"To be reviewed #draft","platforms":["tiktok"],"video_url":"{other}","auto_approve":false}}'
"#
    ))
}
