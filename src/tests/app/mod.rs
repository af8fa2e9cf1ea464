//! The composition root: what a start does with the settings.

mod temp_dir;
