//! The composition root: what a start does with the settings, and what the built program does as a process.

mod accepted;
mod canaries;
mod commands;
mod full_disk;
mod inside;
mod keys;
mod kill;
mod machines;
mod one_voice;
mod stopping;
mod temp_dir;
