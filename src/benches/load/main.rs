//! Loads the built program and measures it from outside: `cargo bench --bench load -- --help`.
//!
//! Every measurement is a file of its own. Each starts the program as a process beside a simulator, in a folder that is
//! thrown away afterwards, and prints what it saw with the aim beside it; none of them fails because it was slow.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]
#![expect(
    clippy::print_stdout,
    reason = "what was measured goes to standard output"
)]

mod chunks;
mod client;
mod curl;
mod figures;
mod growth;
mod harness;
mod intake;
mod machines;
mod memory;
mod pages;
mod process;
mod scene;
mod source;
mod start;
mod tabs;
mod transfer;
mod visitors;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(about = "Measures AI Video Uploader from outside, beside its aims.")]
struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Given by `cargo bench` to every program.
    #[arg(long, hide = true, global = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum What {
    /// From the start of the process to its first answer, and the size of the program.
    Start(start::Options),
    /// What a history of a million posts costs pages, API and workers.
    Growth(growth::Options),
    /// Several processes share the work, one of them is killed and another frozen.
    Machines(machines::Options),
    /// A video from its submission until TikTok has all of it: how long, and at what cost.
    Transfer(transfer::Options),
    /// The memory of the program, idle and with several large videos under way.
    Memory(memory::Options),
    /// Accepted posts a second, at so many connections.
    Intake(intake::Options),
    /// The drafts page: how many a second, how fast alone, how large.
    Pages(pages::Options),
    /// What an open page costs.
    Tabs(tabs::Options),
}

#[tokio::main]
async fn main() {
    match Arguments::parse().what {
        What::Start(options) => start::measure(&options).await,
        What::Growth(options) => Box::pin(growth::measure(&options)).await,
        What::Machines(options) => Box::pin(machines::measure(&options)).await,
        What::Transfer(options) => Box::pin(transfer::measure(&options)).await,
        What::Memory(options) => Box::pin(memory::measure(&options)).await,
        What::Intake(options) => intake::measure(&options).await,
        What::Pages(options) => pages::measure(&options).await,
        What::Tabs(options) => tabs::measure(&options).await,
    }
}
