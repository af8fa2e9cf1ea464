//! The composition root: what a start does with the settings.

mod full_disk;
mod process;
mod stopping;
mod temp_dir;
