//! Webhook events: what was said, what still has to be delivered, and each delivery.

use serde::Serialize;
use serde_json::{Value, json};

/// One attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Delivery {
    /// Name of the event, such as `post.publish.complete`.
    pub event: String,
    /// The body, byte for byte.
    pub body: String,
    /// Counted from 1.
    pub attempt: u32,
    /// HTTP status; `None` if no answer came.
    pub status: Option<u16>,
    /// When, in milliseconds.
    pub at: i64,
}

/// An event that nobody has answered with 200 yet.
#[derive(Debug, Clone)]
pub(crate) struct Pending {
    pub(crate) event: String,
    pub(crate) body: String,
    pub(crate) attempts: u32,
    pub(crate) next_at: i64,
}

/// Tries before an event is dropped; TikTok goes on for 72 hours.
const MOST_ATTEMPTS: u32 = 8;

/// What waits and what was tried.
#[derive(Debug, Default)]
pub(crate) struct Events {
    pub(crate) pending: Vec<Pending>,
    pub(crate) deliveries: Vec<Delivery>,
}

impl Events {
    /// Takes every event that is due.
    pub(crate) fn take_due(&mut self, now: i64) -> Vec<Pending> {
        let (due, later) = self
            .pending
            .drain(..)
            .partition(|event| event.next_at <= now);
        self.pending = later;
        due
    }

    /// Remembers an attempt; keeps the event unless 200 was answered or it was tried often enough.
    pub(crate) fn record(&mut self, mut event: Pending, status: Option<u16>, now: i64) -> Delivery {
        event.attempts += 1;
        let delivery = Delivery {
            event: event.event.clone(),
            body: event.body.clone(),
            attempt: event.attempts,
            status,
            at: now,
        };
        self.deliveries.push(delivery.clone());
        if status != Some(200) && event.attempts < MOST_ATTEMPTS {
            event.next_at = now + (1000 << event.attempts);
            self.pending.push(event);
        }
        delivery
    }
}

/// The body of a webhook: `content` is a string that holds JSON.
pub(crate) fn envelope(
    client_key: &str,
    event: &str,
    now: i64,
    open_id: Option<&str>,
    content: &Value,
) -> String {
    let mut body = json!({
        "client_key": client_key,
        "event": event,
        "create_time": now.div_euclid(1000),
    });
    if let Some(open_id) = open_id {
        body["user_openid"] = open_id.into();
    }
    body["content"] = content.to_string().into();
    body.to_string()
}
