//! What people try who mean no good, against the whole installation over HTTP.
//!
//! `routes` reads the router's own list, so that a new route cannot be forgotten; `rows` is everything the database holds.

mod guessing;
mod headers;
mod isolation;
mod limits;
mod multipart;
mod oauth;
mod origin;
mod removal;
mod routes;
mod rows;
mod ssrf;
mod texts;
