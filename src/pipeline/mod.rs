//! What runs by itself: the worker that takes a post from its source to TikTok.
//!
//! # The life of a post
//!
//! ```text
//!              ┌──────────────────────── the temporary file is lost ───────────────────────┐
//!              ▼                                                                            │
//!  queued ─► downloading ─► checking ─► needs_review ─(a human)─► sending ─► processing ─► in_inbox ─► published
//!     │          │              │            │                     ▲  │  │        │  │                      ▲
//!     │          │              └─(auto)─────┼─────────────────────┘  │  │        │  └──── direct post ─────┤
//!     │          │              │            │                        │  └────────┴─► unconfirmed ──────────┘
//!     └──────────┴──────────────┴────────────┴────────────────────────┴─► failed, cancelled, rejected, expired
//! ```
//!
//! The table of transitions is [`Status::leaves_to`](crate::domain::status::Status::leaves_to). One file a step:
//! `start` (queued), `download` (with `flow` and `head_start`), `check`, `send` (with `init` and `resume`), `track`. A step runs under a lease with a
//! heartbeat (`lease`), makes checkpoints, and ends with one change to the post, written in one transaction (`step`). A slot goes
//! from step to step with its post (`worker`), and no person has all slots (`turns`).
//! Every wait is a time in the database: nothing is lost when the process goes.
//!
//! # After a crash
//!
//! The lease runs out after 20 seconds, or ends at once when a process starts beside the file and nobody else is there
//! (`slots`); then the step is run again and goes on from what is durable.
//!
//! | killed | what is durable | what the next run does |
//! |---|---|---|
//! | before the temporary file is made | its record, owned by the post | makes the file |
//! | while downloading | bytes up to the last checkpoint, and the server's validator | cuts off the rest, asks for what follows (Range, If-Range); a changed file is fetched anew |
//! | while chunks go out ahead of the download | as above, and how much TikTok has | goes on with both, each where it stands; a changed file forgets the publish |
//! | after the last byte, before `checking` | the file, not counted whole | fetches what lies behind the checkpoint |
//! | while checking | nothing new | reads the container again |
//! | after an init whose answer was not kept | nothing | begins another publish: no byte was sent, so nothing can be posted |
//! | between two chunks, or within one | `publish_id`, `upload_url`, the count of sent bytes | asks TikTok how much it has, sends what follows |
//! | before or after the last chunk | that it may have left | asks TikTok: all of it → `processing`; less → the same publish gets the rest; no word → `unconfirmed`, never another publish |
//! | the same, and the file is gone with its machine | the same | asks TikTok; if it waits for the rest, `send` fetches the same file again for it |
//! | while a verdict is awaited | `publish_id` | asks again |
//! | after the end, before the file is deleted | the end | the sweep deletes it, at the start and every minute |
//! | after the deletion, before its record | the file's absence | the sweep proves and records it |
//! | after a callback, before its record | the outbox row | tells again, with the same `webhook-id` |

mod check;
mod cleanup;
mod deliver_callbacks;
mod download;
mod effects;
mod events;
mod flow;
mod head_start;
mod init;
mod job;
mod lease;
mod pace;
mod periodic;
mod resume;
mod retention;
mod send;
mod slots;
mod start;
mod step;
mod sweep;
mod track;
mod turns;
mod worker;

pub use self::{effects::Effects, worker::Worker};
pub use crate::store::claims::{Lane, Share};
