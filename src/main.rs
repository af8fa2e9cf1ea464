//! The process: reads the command line, starts the runtime, and ends with the command's exit code.

use std::process::ExitCode;

use ai_video_uploader::app::{
    self,
    command_line::{self, Command, CommandLine, Keys, Posts},
    config::{Config, NoKey},
};
use clap::Parser as _;

fn main() -> ExitCode {
    let command = CommandLine::parse().command.unwrap_or(Command::Serve);
    match run(command) {
        Ok(code) => code,
        // Whoever reads the output has seen enough, as `head` does.
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            app::telemetry::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    if let Command::Completion { shell } = command {
        command_line::complete(shell)?;
        return Ok(ExitCode::SUCCESS);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    if let Command::Demo { port, audited } = command {
        return runtime
            .block_on(app::demo::run(port, audited))
            .map(|()| ExitCode::SUCCESS);
    }
    // Whoever only looks changes nothing.
    let without = match command {
        Command::Doctor { .. } => NoKey::Leave,
        _ => NoKey::Make,
    };
    let config = match (Config::from_environment(without), &command) {
        (Err(error), Command::Doctor { json }) => {
            return app::doctor::wrong_settings(&error, *json);
        }
        (config, _) => config?,
    };
    app::telemetry::start(&config);
    runtime.block_on(run_with(config, command))
}

/// The commands that work with the installation's settings.
async fn run_with(config: Config, command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve => app::serve::run(config).await?,
        Command::Migrate { restored } => app::migrate(&config, restored).await?,
        Command::Export { email, output } => app::export::run(&config, &email, &output).await?,
        Command::Backup { file } => app::backup::back_up(&config, &file).await?,
        Command::Restore { file, replace } => {
            app::backup::restore(&config, &file, replace).await?;
        }
        Command::MoveTo {
            postgres_url,
            again,
        } => app::move_to::run(&config, &postgres_url, again).await?,
        Command::Keys(keys) => run_keys(&config, keys).await?,
        Command::Posts(posts) => run_posts(&config, posts).await?,
        Command::RotateSecret => app::rotate_secret::run(&config).await?,
        Command::Doctor { json } => return app::doctor::run(&config, json).await,
        Command::Sweep => return app::sweep::run(&config).await,
        Command::Demo { .. } | Command::Completion { .. } => {
            unreachable!("answered above: they need no settings")
        }
    }
    Ok(ExitCode::SUCCESS)
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

async fn run_posts(config: &Config, command: Posts) -> anyhow::Result<()> {
    match command {
        Posts::List(wanted) => app::posts::list(config, &wanted).await,
        Posts::Show { id, json } => app::posts::show(config, id, json).await,
        Posts::Retry { id } => app::posts::retry(config, id).await,
    }
}
