//! The command line: every command with what it is for, an example, and what its exit code means. `teaching` has the texts.

mod teaching;

use std::path::PathBuf;

use clap::{
    Args, CommandFactory as _, Parser, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser as _},
};
use clap_complete::Shell;

use super::{config, demo};
use crate::domain::{id::PostId, status::Status};

/// How many posts a list shows unless told otherwise.
const POSTS_SHOWN: u32 = 20;

/// Brings videos to TikTok as private drafts: a dashboard for people, an API for automations.
#[derive(Debug, Parser)]
#[command(name = "ai-video-uploader", version, after_help = teaching::START, after_long_help = everything(), max_term_width = 100)]
pub struct CommandLine {
    /// What to do; `serve` if absent.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program can be told to do.
#[derive(Debug, Subcommand)]
#[expect(
    clippy::doc_markdown,
    reason = "the sentences are printed as help, where no Markdown is read"
)]
pub enum Command {
    /// Serve the dashboard and the API, and do the work (the default)
    #[command(after_help = teaching::SERVE)]
    Serve,
    /// Try everything on this machine: a simulated Google and TikTok, a sample video, a key and lines to paste
    #[command(after_help = teaching::DEMO)]
    Demo {
        /// The first port to try
        #[arg(long, default_value_t = demo::PORT)]
        port: u16,
        /// As if TikTok had audited the app: publish for everyone, not only for oneself
        #[arg(long)]
        audited: bool,
    },
    /// Check settings, addresses, database, disk, clock and whether Google, TikTok and this service can be reached
    #[command(after_help = teaching::DOCTOR)]
    Doctor {
        /// The findings as JSON, for a program
        #[arg(long)]
        json: bool,
    },
    /// Bring the database up to date, then stop
    #[command(after_help = teaching::MIGRATE)]
    Migrate {
        /// The database came out of a backup: nothing in it is sent by itself
        #[arg(long)]
        restored: bool,
    },
    /// Make, list and revoke API keys
    #[command(subcommand, after_help = teaching::KEYS)]
    Keys(Keys),
    /// List posts, look at one, try one again
    #[command(subcommand, after_help = teaching::POSTS)]
    Posts(Posts),
    /// Go over the temporary folder once, now, and say what was deleted, kept, or could not be deleted
    #[command(after_help = teaching::SWEEP)]
    Sweep,
    /// Write everything that is held about one person into a zip file
    #[command(after_help = teaching::EXPORT)]
    Export {
        /// Whose
        #[arg(long)]
        email: String,
        /// The file to write; it must not be there yet
        #[arg(long)]
        output: PathBuf,
    },
    /// Write a copy of the embedded database while the server works
    #[command(after_help = teaching::BACKUP)]
    Backup {
        /// The file to write; it must not be there yet
        file: PathBuf,
    },
    /// Put a backup where DATABASE_URL points, so that nothing in it is sent twice
    #[command(after_help = teaching::RESTORE)]
    Restore {
        /// The file that `backup` wrote
        file: PathBuf,
        /// Keep a database that is there already beside the restored one
        #[arg(long)]
        replace: bool,
    },
    /// Move everything from the embedded database to PostgreSQL, and compare it
    #[command(after_help = teaching::MOVE_TO)]
    MoveTo {
        /// postgres://USER:PASSWORD@HOST/DATABASE, an empty database; or set TARGET_URL
        #[arg(env = "TARGET_URL", hide_env_values = true)]
        postgres_url: String,
        /// Although it was moved before, to a database that is not used
        #[arg(long)]
        again: bool,
    },
    /// Seal every stored secret anew with SECRET_KEY, so that SECRET_KEY_PREVIOUS can go
    #[command(after_help = teaching::ROTATE_SECRET)]
    RotateSecret,
    /// Print a script that lets a shell complete commands and options
    #[command(after_help = teaching::COMPLETION)]
    Completion {
        /// Which shell
        shell: Shell,
    },
}

/// What can be done with API keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Make a key for a user (made too if new); the key stands alone on the last line of the output
    #[command(after_help = teaching::KEYS_CREATE)]
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
    #[command(after_help = teaching::KEYS_LIST)]
    List,
    /// Revoke a key by its id or its prefix
    #[command(after_help = teaching::KEYS_REVOKE)]
    Revoke {
        /// As `keys list` shows it
        key: String,
    },
}

/// What can be done with posts.
#[derive(Debug, Subcommand)]
pub enum Posts {
    /// List posts, newest first
    #[command(after_help = teaching::POSTS_LIST)]
    List(ListPosts),
    /// Show everything about one post, with its history
    #[command(after_help = teaching::POSTS_SHOW)]
    Show {
        /// The post's id, as `posts list` shows it
        id: PostId,
        /// The post object of the API instead of a text for people
        #[arg(long)]
        json: bool,
    },
    /// Try a post again, as the API and the page do; a Direct Post goes back to review
    #[command(after_help = teaching::POSTS_RETRY)]
    Retry {
        /// The post's id, as `posts list` shows it
        id: PostId,
    },
}

/// Which posts to list, and how.
#[derive(Debug, Args)]
pub struct ListPosts {
    /// Only those of the user with this address
    #[arg(long)]
    pub email: Option<String>,
    /// Only those in this status
    #[arg(long, value_parser = PossibleValuesParser::new(Status::ALL.map(Status::as_str)).try_map(|name| name.parse::<Status>()))]
    pub status: Option<Status>,
    /// At most so many
    #[arg(long, default_value_t = POSTS_SHOWN, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
    /// A JSON list of post objects, as the API has them, instead of a table
    #[arg(long)]
    pub json: bool,
}

/// What `--help` ends with: the first steps, and every setting.
fn everything() -> String {
    format!("{}\n\n{}", teaching::START, config::help())
}

/// Prints the completion script of `shell`.
///
/// # Errors
/// When standard output is closed.
pub fn complete(shell: Shell) -> std::io::Result<()> {
    super::telemetry::say(completion(shell).trim_end())
}

fn completion(shell: Shell) -> String {
    let mut command = CommandLine::command();
    let name = command.get_name().to_owned();
    // For Bash `clap_complete` makes labels of the words of the name, and splits it at its hyphens in some places only: then
    // the function knows no command. So the function is made for a name without, and called for the real one.
    let made_for = match shell {
        Shell::Bash => name.replace('-', "_"),
        _ => name.clone(),
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, &made_for, &mut script);
    let script = String::from_utf8_lossy(&script);
    if made_for == name {
        return script.into_owned();
    }
    let (called, registered) = (format!(" {made_for}\n"), format!(" {name}\n"));
    script.replace(&called, &registered)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls `look` with every command that does something itself, and its words.
    fn each(command: &clap::Command, words: &str, look: &mut dyn FnMut(&str, &clap::Command)) {
        for inner in command.get_subcommands() {
            let words = format!("{words} {}", inner.get_name());
            if inner.has_subcommands() {
                each(inner, &words, look);
            } else {
                look(&words, inner);
            }
        }
    }

    #[test]
    fn the_definition_is_sound() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_says_what_it_is_for_gives_an_example_and_its_exit_codes() {
        let mut seen = 0;
        let command = CommandLine::command();
        each(&command, "ai-video-uploader", &mut |words, command| {
            seen += 1;
            assert!(command.get_about().is_some(), "{words}");
            let more = command.get_after_help().map(ToString::to_string);
            let more = more.unwrap_or_default();
            assert!(more.contains("\n  ai-video-uploader"), "{words}: {more}");
            assert!(more.contains("Exit code"), "{words}: {more}");
        });
        assert!(seen >= 12, "{seen}");
    }

    #[test]
    fn bash_zsh_and_fish_can_complete() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            let script = completion(shell);
            for word in ["doctor", "rotate-secret", "needs_review"] {
                assert!(script.contains(word), "{shell}: {word}");
            }
        }
    }
}
