//! A look into a received file: enough to refuse what TikTok refuses, by its `fail_reason`.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

/// The `moov` box of an honest video is smaller than this.
const LARGEST_INDEX: u64 = 64 * 1024 * 1024;
/// Sample entries that TikTok takes.
const CODECS: [&[u8]; 6] = [b"avc1", b"avc3", b"hvc1", b"hev1", b"vp08", b"vp09"];

/// What an MP4 or MOV begins with.
const FIRST_BOXES: [&[u8; 4]; 6] = [b"ftyp", b"moov", b"wide", b"free", b"skip", b"mdat"];

/// Why TikTok would refuse a file; `longest` in seconds.
pub(super) fn fault(path: &Path, longest: u32) -> Option<&'static str> {
    match File::open(path).and_then(read) {
        Ok(Some(facts)) => facts.fault(longest),
        Ok(None) => None,
        Err(_) => Some("file_format_check_failed"),
    }
}

/// What the index of an MP4 says of its picture.
#[derive(Debug, Default)]
struct Facts {
    fragmented: bool,
    known_codec: bool,
    width: u32,
    height: u32,
    seconds: f64,
    frames: u64,
    frame_seconds: f64,
}

impl Facts {
    fn fault(&self, longest: u32) -> Option<&'static str> {
        if !self.known_codec {
            return Some("file_format_check_failed");
        }
        let side = 360..=4096;
        if !side.contains(&self.width) || !side.contains(&self.height) {
            return Some("picture_size_check_failed");
        }
        if self.fragmented {
            return None;
        }
        if self.seconds <= 0.0 || self.seconds > f64::from(longest) + 0.5 {
            return Some("duration_check_failed");
        }
        let frames = f64::from(u32::try_from(self.frames).unwrap_or(u32::MAX));
        let rate = frames / self.frame_seconds;
        if !(22.9..=60.1).contains(&rate) {
            return Some("frame_rate_check_failed");
        }
        None
    }
}

/// Facts of an MP4 or MOV; `None` for WebM, which is taken as it is.
fn read(mut file: File) -> io::Result<Option<Facts>> {
    let mut head = [0; 8];
    file.read_exact(&mut head)?;
    if head[..4] == [0x1a, 0x45, 0xdf, 0xa3] {
        return Ok(None);
    }
    if !FIRST_BOXES.iter().any(|name| head[4..] == **name) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let index = index(&mut file)?.ok_or(io::ErrorKind::InvalidData)?;
    Ok(Some(facts(&index)))
}

/// Walks over the top-level boxes to `moov` and reads it.
fn index(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let end = file.seek(SeekFrom::End(0))?;
    let mut at = 0;
    while at + 8 <= end {
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 8];
        file.read_exact(&mut head)?;
        let (mut size, mut skip) = (u64::from(number(&head[..4])), 8);
        if size == 1 {
            let mut long = [0; 8];
            file.read_exact(&mut long)?;
            (size, skip) = (u64::from_be_bytes(long), 16);
        } else if size == 0 {
            size = end - at;
        }
        if size < skip || size > end - at {
            return Ok(None);
        }
        if &head[4..] == b"moov" {
            if size > LARGEST_INDEX {
                return Ok(None);
            }
            let mut index = Vec::new();
            file.take(size - skip).read_to_end(&mut index)?;
            return Ok(Some(index));
        }
        at += size;
    }
    Ok(None)
}

fn facts(moov: &[u8]) -> Facts {
    let mut facts = Facts {
        fragmented: find(moov, &[b"mvex"]).is_some(),
        ..Facts::default()
    };
    if let Some((scale, duration)) = find(moov, &[b"mvhd"]).and_then(times) {
        facts.seconds = duration / scale;
    }
    for (_, track) in boxes(moov).filter(|(name, _)| name == b"trak") {
        let kind = find(track, &[b"mdia", b"hdlr"]).and_then(|handler| handler.get(8..12));
        if kind != Some(b"vide") {
            continue;
        }
        if let Some(sides) = find(track, &[b"tkhd"]).and_then(|it| it.last_chunk::<8>()) {
            facts.width = number(&sides[..4]) >> 16;
            facts.height = number(&sides[4..]) >> 16;
        }
        if let Some((scale, duration)) = find(track, &[b"mdia", b"mdhd"]).and_then(times) {
            facts.frame_seconds = duration / scale;
        }
        let table = find(track, &[b"mdia", b"minf", b"stbl"]).unwrap_or_default();
        let codec = find(table, &[b"stsd"])
            .and_then(|it| it.get(12..16))
            .unwrap_or_default();
        facts.known_codec = CODECS.contains(&codec);
        let entries = find(table, &[b"stts"])
            .and_then(|it| it.get(8..))
            .unwrap_or_default();
        facts.frames = entries
            .chunks_exact(8)
            .map(|entry| u64::from(number(&entry[..4])))
            .sum();
        break;
    }
    facts
}

/// Time scale and duration of an `mvhd` or `mdhd`.
fn times(header: &[u8]) -> Option<(f64, f64)> {
    let (scale, duration) = if *header.first()? == 1 {
        let long: [u8; 8] = header.get(24..32)?.try_into().ok()?;
        (
            header.get(20..24)?,
            u32::try_from(u64::from_be_bytes(long)).unwrap_or(u32::MAX),
        )
    } else {
        (header.get(12..16)?, number(header.get(16..20)?))
    };
    let scale = number(scale);
    (scale > 0).then(|| (f64::from(scale), f64::from(duration)))
}

/// The content of the box that lies at `path`.
fn find<'a>(content: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(content, |content, &name| {
        boxes(content)
            .find(|(it, _)| it == name)
            .map(|(_, inner)| inner)
    })
}

/// The boxes that lie side by side in `content`.
fn boxes(mut content: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let name = content.get(4..8)?.try_into().ok()?;
        let size = usize::try_from(number(&content[..4])).ok()?;
        let inner = content.get(8..size)?;
        content = &content[size..];
        Some((name, inner))
    })
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |sum, &byte| sum << 8 | u32::from(byte))
}
