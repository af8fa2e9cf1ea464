//! What the callback URL was told.

pub(crate) const TITLE: &str = "Callbacks";
pub(crate) const SEND_AGAIN: &str = "Send again";

/// Around the host.
pub(crate) const TO: &str = "To ";
pub(crate) const SIGNED: &str = ", signed. Tried again for 24 hours.";

pub(crate) const CAPTION: &str = "Callback deliveries, newest first";
pub(crate) const EVENT: &str = "Event";
pub(crate) const TRY: &str = "Try";
pub(crate) const ANSWER: &str = "Answer";

/// The column of times; `clock` is `UTC` or `Bangkok time`.
pub(crate) fn time(clock: &str) -> String {
    format!("Time ({clock})")
}

pub(crate) const NO_ANSWER: &str = "no answer";

/// When it is tried again.
pub(crate) fn next(when: &str) -> String {
    format!("Next try {when}")
}
