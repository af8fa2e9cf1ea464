//! `source_info`: the announced size and chunk plan, by TikTok's rules under both readings of MB.

use serde_json::Value;

use super::wire::{Refusal, invalid, refuse};

/// The smallest chunk of several: 5 MB, binary, the stricter reading.
const SMALLEST_CHUNK: u64 = 5 * 1024 * 1024;
/// The largest chunk but the last, and the largest single one: 64 MB, decimal, the stricter reading.
const LARGEST_CHUNK: u64 = 64_000_000;
/// The most chunks of one video.
const MOST_CHUNKS: u64 = 1000;

/// What init announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) size: u64,
    pub(super) chunk_size: u64,
    pub(super) chunks: u64,
}

impl Plan {
    /// Reads and judges a `source_info`.
    pub(super) fn read(body: &Value, largest_video: u64) -> Result<Self, Refusal> {
        let source = body.get("source_info").filter(|it| it.is_object());
        let source = source.ok_or_else(|| invalid("The source info is empty or invalid"))?;
        match source.get("source").and_then(Value::as_str) {
            Some("FILE_UPLOAD") => {}
            Some("PULL_FROM_URL") => {
                let why = "Please review our URL ownership verification rules.";
                return Err(refuse("url_ownership_unverified", why));
            }
            _ => return Err(invalid("The source is invalid")),
        }
        let number = |name: &str, wrong: &str| {
            source
                .get(name)
                .and_then(Value::as_u64)
                .ok_or_else(|| invalid(wrong))
        };
        let plan = Self {
            size: number("video_size", "The video size is invalid")?,
            chunk_size: number("chunk_size", "The chunk size is invalid")?,
            chunks: number("total_chunk_count", "The total chunk count is invalid")?,
        };
        plan.judge(largest_video).map_err(invalid)?;
        Ok(plan)
    }

    fn judge(self, largest_video: u64) -> Result<(), &'static str> {
        const CHUNK_SIZE: &str = "The chunk size is invalid";
        const CHUNK_COUNT: &str = "The total chunk count is invalid";
        if self.size == 0 || self.size > largest_video {
            return Err("The video size is invalid");
        }
        if self.chunk_size == 0 || self.chunk_size > self.size || self.chunk_size > LARGEST_CHUNK {
            return Err(CHUNK_SIZE);
        }
        if self.chunks == 1 && self.chunk_size != self.size {
            return Err(CHUNK_SIZE);
        }
        if self.chunks > 1 && self.chunk_size < SMALLEST_CHUNK {
            return Err(CHUNK_SIZE);
        }
        if self.chunks != self.size / self.chunk_size || self.chunks > MOST_CHUNKS {
            return Err(CHUNK_COUNT);
        }
        Ok(())
    }
}

/// The last byte of the chunk that starts at `first`; `None` if no chunk starts there.
pub(super) fn last_of_chunk(size: u64, chunk_size: u64, chunks: u64, first: u64) -> Option<u64> {
    let chunk = first / chunk_size;
    if !first.is_multiple_of(chunk_size) || chunk >= chunks {
        return None;
    }
    Some(
        if chunk + 1 == chunks {
            size
        } else {
            first + chunk_size
        } - 1,
    )
}

#[cfg(test)]
mod tests {
    use super::{Plan, last_of_chunk};

    fn judge(size: u64, chunk_size: u64, chunks: u64) -> Result<(), &'static str> {
        Plan {
            size,
            chunk_size,
            chunks,
        }
        .judge(4_000_000_000)
    }

    #[test]
    fn takes_the_plans_of_the_reference() {
        for (size, chunk_size, chunks) in [
            (3_145_728, 3_145_728, 1),
            (7_340_032, 7_340_032, 1),
            (64_000_000, 64_000_000, 1),
            (64_000_001, 10_000_000, 6),
            (100_000_123, 10_000_000, 10),
            (602_285_541, 10_000_000, 60),
        ] {
            assert_eq!(judge(size, chunk_size, chunks), Ok(()), "{size}");
        }
    }

    #[test]
    fn refuses_what_implementers_fell_for() {
        let (size, count) = (
            "The chunk size is invalid",
            "The total chunk count is invalid",
        );
        assert_eq!(
            judge(12_000_000, 10_000_000, 1),
            Err(size),
            "one chunk, smaller than the file"
        );
        assert_eq!(
            judge(7_000_000, 10_000_000, 1),
            Err(size),
            "chunk larger than the file"
        );
        assert_eq!(judge(65_000_000, 60_000_000, 2), Err(count), "rounded up");
        assert_eq!(
            judge(66_000_000, 66_000_000, 1),
            Err(size),
            "more than 64 MB in one chunk"
        );
        assert_eq!(
            judge(20_000_000, 5_000_000, 4),
            Err(size),
            "5 MB, but not 5 MiB"
        );
        assert_eq!(judge(0, 0, 0), Err("The video size is invalid"));
        assert_eq!(
            judge(4_000_000_001, 10_000_000, 400),
            Err("The video size is invalid")
        );
    }

    #[test]
    fn the_last_chunk_carries_the_rest() {
        assert_eq!(
            last_of_chunk(64_000_001, 10_000_000, 6, 50_000_000),
            Some(64_000_000)
        );
        assert_eq!(
            last_of_chunk(64_000_001, 10_000_000, 6, 10_000_000),
            Some(19_999_999)
        );
        assert_eq!(last_of_chunk(64_000_001, 10_000_000, 6, 60_000_000), None);
        assert_eq!(last_of_chunk(64_000_001, 10_000_000, 6, 5), None);
    }
}
