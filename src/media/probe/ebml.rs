//! EBML elements (RFC 8794) in a file and in memory.

use std::io::{Read, Seek};

use mkv_element::{io::blocking_impl::ReadFrom as _, prelude::VInt64};

use super::{ProbeError, source::Source};

/// Four bytes of id and eight of size at most.
const LONGEST_HEADER: usize = 12;

/// Where an element lies.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: VInt64,
    /// Where its body begins.
    pub(super) start: u64,
    /// Where its body ends; none if it says that it does not know.
    pub(super) end: Option<u64>,
}

impl Found {
    /// Where its body ends, if that must be known.
    pub(super) fn end(&self) -> Result<u64, ProbeError> {
        self.end.ok_or_else(|| ProbeError::damaged("its structure"))
    }
}

/// The element at `at`.
pub(super) fn next<R: Read + Seek>(source: &mut Source<R>, at: u64) -> Result<Found, ProbeError> {
    let head = source.up_to(at, LONGEST_HEADER)?;
    let mut rest = head.as_slice();
    let Some(header) = header(&mut rest) else {
        return Err(if head.len() < LONGEST_HEADER {
            ProbeError::cut_short()
        } else {
            ProbeError::damaged("its structure")
        });
    };
    let start = at + (head.len() - rest.len()) as u64;
    let end = match header.size {
        Some(size) => Some(
            start
                .checked_add(size)
                .ok_or_else(|| ProbeError::damaged("its structure"))?,
        ),
        None => None,
    };
    Ok(Found {
        id: header.id,
        start,
        end,
    })
}

/// The elements in `body`, up to the first that does not fit.
pub(super) fn children(mut body: &[u8]) -> impl Iterator<Item = (VInt64, &[u8])> {
    std::iter::from_fn(move || {
        let header = header(&mut body)?;
        let size = usize::try_from(header.size?).ok()?;
        let (child, rest) = body.split_at_checked(size)?;
        body = rest;
        Some((header.id, child))
    })
}

/// A number of variable length, and what follows it.
pub(super) fn number(mut body: &[u8]) -> Option<(u64, &[u8])> {
    let number = VInt64::read_from(&mut body).ok()?;
    Some((number.value, body))
}

struct Header {
    id: VInt64,
    size: Option<u64>,
}

/// Reads a header off the front. All ones mean an unknown size, in however many bytes they are written.
fn header(bytes: &mut &[u8]) -> Option<Header> {
    let id = VInt64::read_from(bytes).ok()?;
    let before = bytes.len();
    let size = VInt64::read_from(bytes).ok()?;
    let all_ones = (1 << (7 * (before - bytes.len()))) - 1;
    let is_known = !size.is_unknown && size.value != all_ones;
    Some(Header {
        id,
        size: is_known.then_some(size.value),
    })
}
