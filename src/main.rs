//! The command line: reads the command, the settings and starts the runtime.

use std::process::ExitCode;

use ai_video_uploader::app::{
    self,
    config::{Config, help},
};
use clap::{Parser, Subcommand};

/// Brings videos to TikTok as private drafts: a dashboard for people, an API for automations.
#[derive(Parser)]
#[command(version, after_help = help(), max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the dashboard and the API, and do the work (the default)
    Serve,
    /// Try everything on this machine: a simulated Google and TikTok, a sample video, a key and lines to paste
    Demo {
        /// The first port to try
        #[arg(long, default_value_t = app::demo::PORT)]
        port: u16,
        /// As if TikTok had audited the app: publish for everyone, not only for oneself
        #[arg(long)]
        audited: bool,
    },
    /// Check settings, database, disk, clock and whether Google and TikTok answer
    Doctor,
    /// Bring the database up to date, then stop
    Migrate,
    /// Make, list and revoke API keys
    #[command(subcommand)]
    Keys(Keys),
}

#[derive(Subcommand)]
enum Keys {
    /// Make a key for a user (made too if new); the key stands alone on the last line of the output
    Create {
        /// The user's Google address
        #[arg(long)]
        email: String,
        /// What to call the key
        #[arg(long)]
        name: String,
        /// Days until it ends by itself; never if absent
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..=3650))]
        expires_in_days: Option<u32>,
    },
    /// List all keys
    List,
    /// Revoke a key by its id or its prefix
    Revoke {
        /// As `keys list` shows it
        key: String,
    },
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli.command.unwrap_or(Command::Serve)) {
        Ok(code) => code,
        Err(error) => {
            app::telemetry::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let Command::Demo { port, audited } = command {
        return runtime
            .block_on(app::demo::run(port, audited))
            .map(|()| ExitCode::SUCCESS);
    }
    let config = Config::from_environment()?;
    app::telemetry::start(&config);
    runtime.block_on(async {
        match command {
            Command::Serve => app::serve::run(config).await.map(|()| ExitCode::SUCCESS),
            Command::Doctor => app::doctor::run(&config).await,
            Command::Migrate => app::migrate(&config).await.map(|()| ExitCode::SUCCESS),
            Command::Keys(keys) => run_keys(&config, keys).await.map(|()| ExitCode::SUCCESS),
            Command::Demo { .. } => {
                unreachable!("demo is answered above: it has settings of its own")
            }
        }
    })
}

async fn run_keys(config: &Config, command: Keys) -> anyhow::Result<()> {
    match command {
        Keys::Create {
            email,
            name,
            expires_in_days,
        } => app::keys::create(config, &email, &name, expires_in_days).await,
        Keys::List => app::keys::list(config).await,
        Keys::Revoke { key } => app::keys::revoke(config, &key).await,
    }
}
