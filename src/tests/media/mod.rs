//! Video files: the temporary folder, and what is read from real and from broken videos.

mod first_look;
pub mod fixtures;
mod folder;
mod hostile;
mod probe;
mod refused;
mod writer;
