//! The simulator is as strict as the documentation it is written from.

mod faults;
mod google;
mod lab;
mod limits;
mod oauth;
mod phone;
mod posting;
mod samples;
mod status;
mod uploads;
mod user;
mod webhooks;
