//! AI Video Uploader: brings videos to TikTok as private drafts.
//!
//! The floors; imports go down only (`src/tests/architecture.rs` proves it):
//!
//! ```text
//!  5  main.rs               the command line
//!  4  app                   composition root: builds everything, owns start and shutdown
//!  3  web  api  simulator   pages for people, JSON for programs, stand-in for Google and TikTok
//!  2  service  pipeline     what can be asked for, what runs by itself (pipeline may ask service)
//!  1  store  remote  media  database, other servers over HTTP, video files
//!  0  domain  meter         pure values and rules, counters
//! ```

pub mod api;
pub mod app;
pub mod domain;
pub mod media;
pub mod meter;
pub mod pipeline;
pub mod remote;
pub mod service;
pub mod simulator;
pub mod store;
pub mod web;
