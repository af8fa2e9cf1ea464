//! Videos to send: one real one of a second, made as large as a test wants by an MP4 `free` box.

use bytes::Bytes;

use crate::media::fixtures::NARROW;

/// Bytes of the box that such a file begins with.
const FTYP: usize = 32;
const SAMPLE: &[u8] = include_bytes!("../../simulator/samples/files/sample.mp4");

/// As it is.
pub fn tiny() -> Bytes {
    Bytes::from_static(SAMPLE)
}

/// One chunk.
pub fn small() -> Bytes {
    padded(300_000)
}

/// Six chunks, the last one longer than the others.
pub fn large() -> Bytes {
    padded(64_000_001)
}

/// A video of exactly `size` bytes. The padding is no zeros: a chunk at a wrong place must show in the checksum.
pub fn padded(size: usize) -> Bytes {
    with_padding(SAMPLE, &[], size)
}

/// Six chunks of a video that TikTok does not take, which shows only at the very end: there lies its header.
pub fn large_and_too_narrow() -> Bytes {
    let (kind, rest) = NARROW.split_at(FTYP);
    with_padding(kind, rest, 64_000_001)
}

fn with_padding(before: &[u8], after: &[u8], size: usize) -> Bytes {
    let end = size - after.len();
    let free = end - before.len();
    let mut video = Vec::with_capacity(size);
    video.extend_from_slice(before);
    video.extend_from_slice(&u32::try_from(free).unwrap().to_be_bytes());
    video.extend_from_slice(b"free");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    while video.len() < end {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let bytes = state.to_le_bytes();
        let rest = (end - video.len()).min(bytes.len());
        video.extend_from_slice(&bytes[..rest]);
    }
    video.extend_from_slice(after);
    video.into()
}
