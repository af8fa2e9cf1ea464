//! Videos to send: one real one of a second, made as large as a test wants by an MP4 `free` box.

use bytes::Bytes;

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
    let free = size - SAMPLE.len();
    let mut video = Vec::with_capacity(size);
    video.extend_from_slice(SAMPLE);
    video.extend_from_slice(&u32::try_from(free).unwrap().to_be_bytes());
    video.extend_from_slice(b"free");
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    while video.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let bytes = state.to_le_bytes();
        let rest = (size - video.len()).min(bytes.len());
        video.extend_from_slice(&bytes[..rest]);
    }
    video.into()
}
