//! The pipeline against the simulator: the main job, every fault that can happen on its way, and every moment to die.

mod budgets;
mod callbacks;
mod checks;
mod crash;
mod downloads;
mod following;
mod head_start;
mod holding;
mod leases;
mod long_uploads;
mod machines;
mod main_path;
mod publishing;
mod rig;
mod sending;
pub mod source;
pub mod videos;
