//! The composition root: what a start does with the settings, and what the built program does as a process.

mod canaries;
mod full_disk;
mod kill;
mod process;
mod program;
mod stopping;
mod temp_dir;
