//! The cheapest client there is, because it shares the processors with what it measures: one connection that is kept,
//! requests written beforehand, answers read no further than to their end.

use std::time::{Duration, Instant};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// A connection of HTTP/1.1.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer<'a> {
    pub status: u16,
    /// The status line and the headers.
    pub head: &'a str,
    pub body: &'a [u8],
    /// From the request to the first byte of the answer.
    pub first_byte: Duration,
    /// From the request to its last.
    pub took: Duration,
}

impl Connection {
    /// To a port of this machine.
    pub async fn to(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: Vec::with_capacity(256 * 1024),
        }
    }

    /// Sends a whole request and reads its whole answer; none if the connection broke before that.
    pub async fn ask(&mut self, request: &[u8]) -> Option<Answer<'_>> {
        let began = Instant::now();
        self.stream.write_all(request).await.ok()?;
        self.buffer.clear();
        self.more().await?;
        let first_byte = began.elapsed();
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end + 4;
            }
            self.more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head]).ok()?;
        let length = header(text, "content-length").and_then(|length| length.parse::<usize>().ok());
        loop {
            let is_whole = match length {
                Some(length) => self.buffer.len() >= head + length,
                None => self.buffer.ends_with(b"\r\n0\r\n\r\n"),
            };
            if is_whole {
                break;
            }
            self.more().await?;
        }
        let took = began.elapsed();
        let head_text = std::str::from_utf8(&self.buffer[..head]).ok()?;
        Some(Answer {
            status: head_text.get(9..12)?.parse().ok()?,
            head: head_text,
            body: &self.buffer[head..],
            first_byte,
            took,
        })
    }

    /// Sends a request whose answer has no end, and reads until `mark` has come.
    pub async fn listen(&mut self, request: &[u8], mark: &[u8]) {
        self.stream.write_all(request).await.unwrap();
        self.buffer.clear();
        self.hear(mark).await;
    }

    /// Reads until `mark` has come.
    pub async fn hear(&mut self, mark: &[u8]) {
        while find(&self.buffer, mark).is_none() {
            let more = self.more().await;
            assert!(
                more.is_some(),
                "the connection ended: {}",
                String::from_utf8_lossy(&self.buffer)
            );
        }
        self.buffer.clear();
    }

    /// Gives back the room that large answers took.
    pub fn shrink(&mut self) {
        self.buffer.shrink_to(1024);
    }

    async fn more(&mut self) -> Option<()> {
        let read = self.stream.read_buf(&mut self.buffer).await.ok()?;
        (read > 0).then_some(())
    }
}

/// The value of a header; names are written in small letters by the program.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
