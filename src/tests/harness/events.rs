//! Server-sent events, read one by one.

use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::Browser;

/// Longer than any event takes, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open stream.
pub struct Events {
    answer: reqwest::Response,
    text: String,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub name: String,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

impl Events {
    /// The stream of that browser, begun.
    pub async fn of(browser: &Browser) -> Self {
        let mut events = Self::opened(browser).await;
        assert_eq!(events.next().await.unwrap().name, "hello");
        events
    }

    /// The same before its first event.
    pub async fn opened(browser: &Browser) -> Self {
        let answer = browser.listen("/events").await;
        assert_eq!(answer.status(), 200);
        Self {
            answer,
            text: String::new(),
        }
    }

    pub fn header(&self, name: &str) -> &str {
        self.answer
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The next event; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                match read(&block) {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = timeout(PATIENCE, self.answer.chunk()).await;
            let chunk = chunk.expect("no event in time").unwrap()?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// The next event of that name, whatever comes before.
    pub async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream ended");
            if event.name == name {
                return event;
            }
        }
    }
}

/// None for a comment.
fn read(block: &str) -> Option<Event> {
    let field = |name: &str| {
        block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
            .map(ToOwned::to_owned)
    };
    Some(Event {
        data: field("data")?,
        name: field("event")?,
    })
}
