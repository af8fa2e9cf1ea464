//! Reads a range of a temporary file as a stream.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use futures::Stream;

/// The bytes of a range, in order. Ends with an error if the file turns out shorter.
#[derive(Debug)]
pub struct Reader {}

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, _context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        unimplemented!()
    }
}
