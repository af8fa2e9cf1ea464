//! MP4 and MOV: walks the boxes of ISO 14496-12, over the pictures, to the movie header and the fragments.

use std::{
    io::{Read, Seek},
    ops::Range,
};

use mp4_atom::{Atom, Buf as _, Decode as _, FourCC, Ftyp, Header, Mehd, Mvhd, Trex};

use super::{ProbeError, fragments::Fragments, source::Source, track, track::Track};
use crate::domain::video::{Container, Video};

/// The largest movie header; ten minutes need far below one.
const MOST_MOOV: u64 = 64 << 20;
/// The largest box that is read as a whole.
const MOST_LEAF: u64 = 4 << 20;

/// Where a box lies.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) kind: FourCC,
    pub(super) body: Range<u64>,
}

/// What the movie header says, apart from the tracks.
#[derive(Debug, Default)]
pub(super) struct Movie {
    pub(super) timescale: u32,
    pub(super) duration: u64,
    pub(super) turned: bool,
    pub(super) extends: Vec<Trex>,
    fragment_duration: u64,
    is_fragmented: bool,
}

/// MP4 or MOV, by the first box.
pub(super) fn container<R: Read + Seek>(source: &mut Source<R>) -> Result<Container, ProbeError> {
    let first = next(source, 0..source.size())?;
    match first.kind.as_ref() {
        b"ftyp" => brand(&leaf(source, &first)?),
        _ => Ok(Container::Mov),
    }
}

/// Reads the facts.
pub(super) fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<Video, ProbeError> {
    let mut container = None;
    let mut header: Option<(Movie, Track)> = None;
    let mut fragments = Fragments::default();
    let mut has_pictures = false;
    let mut at = 0;
    while at < source.size() {
        let is_complete = header.is_some() && has_pictures;
        let found = match next(source, at..source.size()) {
            Ok(found) => found,
            // Some programs append a few bytes that are no box. Nothing is missing.
            Err(_) if is_complete && !looks_like_a_box(source, at)? => break,
            Err(error) => return Err(error),
        };
        at = found.body.end;
        match found.kind.as_ref() {
            b"ftyp" => container = Some(brand(&leaf(source, &found)?)?),
            b"mdat" => has_pictures |= !found.body.is_empty(),
            b"moov" if header.is_none() => header = Some(movie(source, found.body)?),
            b"moof" => {
                let (movie, track) = header
                    .as_ref()
                    .ok_or_else(|| ProbeError::damaged("the beginning of the video"))?;
                fragments.add(source, found.body, movie, track)?;
            }
            _ => {}
        }
    }
    let (movie, track) =
        header.ok_or_else(|| ProbeError::unreadable("The file holds no movie header."))?;
    if !has_pictures {
        return Err(ProbeError::cut_short());
    }
    video(
        source.size(),
        container.unwrap_or(Container::Mov),
        &movie,
        track,
        &fragments,
    )
}

fn video(
    size_bytes: u64,
    container: Container,
    movie: &Movie,
    track: Track,
    fragments: &Fragments,
) -> Result<Video, ProbeError> {
    if track.last_chunk >= size_bytes {
        return Err(ProbeError::cut_short());
    }
    let frames = track.frames + fragments.frames;
    let ticks = track.ticks.saturating_add(fragments.ticks);
    let ticks = if ticks == 0 { track.duration } else { ticks };
    // What is shown can be shorter than what is there: an edit list cuts. Fragments come on top of it.
    let shown = [
        (track.shown, movie.timescale),
        (ticks, track.timescale),
        (movie.fragment_duration, movie.timescale),
        (movie.duration, movie.timescale),
    ];
    let duration_ms = shown
        .into_iter()
        .skip(usize::from(movie.is_fragmented))
        .map(|(units, per_second)| super::millis(units, per_second.into()))
        .find(|ms| *ms > 0)
        .unwrap_or_default();
    if frames == 0 {
        return Err(ProbeError::unreadable("The video has no frames."));
    }
    let turned = track.turned != movie.turned;
    let (width, height) = if turned {
        (track.height, track.width)
    } else {
        (track.width, track.height)
    };
    Ok(Video {
        container,
        codec: track.codec,
        width,
        height,
        frame_rate: super::frame_rate(frames, ticks, track.timescale.into()),
        duration_ms,
        size_bytes,
    })
}

/// Which format the brands name. Formats of their own that are built the same way are refused by name.
fn brand(body: &[u8]) -> Result<Container, ProbeError> {
    let ftyp: Ftyp = decode(body, "the file type")?;
    let is_mp4_too = ftyp.compatible_brands.iter().any(|brand| {
        matches!(
            brand.as_ref(),
            b"isom" | b"iso2" | b"iso4" | b"iso5" | b"iso6" | b"mp41" | b"mp42" | b"avc1"
        )
    });
    match ftyp.major_brand.as_ref() {
        b"qt  " => Ok(Container::Mov),
        _ if is_mp4_too => Ok(Container::Mp4),
        [b'3', b'g', ..] => Err(ProbeError::unsupported("3GP")),
        b"f4v " => Err(ProbeError::unsupported("F4V")),
        b"heic" | b"heix" | b"mif1" | b"msf1" | b"avif" | b"avis" => Err(ProbeError::new(
            crate::domain::error_code::ErrorCode::NotAVideo,
            "The file is a picture, not a video.",
        )),
        _ => Ok(Container::Mp4),
    }
}

fn movie<R: Read + Seek>(
    source: &mut Source<R>,
    body: Range<u64>,
) -> Result<(Movie, Track), ProbeError> {
    if body.end - body.start > MOST_MOOV {
        return Err(ProbeError::unreadable(
            "The movie header is larger than any video needs.",
        ));
    }
    let parts = children(source, body)?;
    let mut movie = Movie::default();
    for part in &parts {
        match part.kind.as_ref() {
            b"mvhd" => {
                let mvhd: Mvhd = decode(&leaf(source, part)?, "the movie header")?;
                movie.timescale = mvhd.timescale;
                movie.duration = known(mvhd.duration);
                movie.turned = track::is_turned(&mvhd.matrix);
            }
            b"mvex" => {
                movie.is_fragmented = true;
                extends(source, part, &mut movie)?;
            }
            b"cmov" => return Err(ProbeError::unreadable("The movie header is compressed.")),
            _ => {}
        }
    }
    let tracks = parts.iter().filter(|part| part.kind.as_ref() == b"trak");
    let track = track::choose(source, tracks)?.ok_or_else(ProbeError::no_picture)?;
    Ok((movie, track))
}

fn extends<R: Read + Seek>(
    source: &mut Source<R>,
    mvex: &Found,
    movie: &mut Movie,
) -> Result<(), ProbeError> {
    for part in children(source, mvex.body.clone())? {
        match part.kind.as_ref() {
            b"mehd" => {
                let mehd: Mehd = decode(&leaf(source, &part)?, "the movie header")?;
                movie.fragment_duration = known(mehd.fragment_duration);
            }
            b"trex" => {
                let trex = decode(&leaf(source, &part)?, "the movie header")?;
                movie.extends.push(trex);
            }
            _ => {}
        }
    }
    Ok(())
}

/// All ones, in 32 or 64 bits, mean that nobody knows.
pub(super) const fn known(duration: u64) -> u64 {
    if duration == u64::MAX || duration == u32::MAX as u64 {
        0
    } else {
        duration
    }
}

/// The box that begins at `within.start`, and ends within.
pub(super) fn next<R: Read + Seek>(
    source: &mut Source<R>,
    within: Range<u64>,
) -> Result<Found, ProbeError> {
    let head = source.up_to(within.start, 16)?;
    let mut rest = head.as_slice();
    if head.len() < 8 {
        return Err(ProbeError::cut_short());
    }
    let header = Header::decode(&mut rest).map_err(|_| ProbeError::damaged("its structure"))?;
    let start = within.start + (head.len() - rest.remaining()) as u64;
    let end = match header.size {
        Some(size) => start.checked_add(size as u64),
        None => Some(within.end),
    };
    match end {
        Some(end) if (start..=within.end).contains(&end) => Ok(Found {
            kind: header.kind,
            body: start..end,
        }),
        _ if within.end == source.size() => Err(ProbeError::cut_short()),
        _ => Err(ProbeError::damaged("its structure")),
    }
}

/// The boxes in `body`. What is too short to be one is padding.
pub(super) fn children<R: Read + Seek>(
    source: &mut Source<R>,
    body: Range<u64>,
) -> Result<Vec<Found>, ProbeError> {
    let mut found = Vec::new();
    let mut at = body.start;
    while body.end.saturating_sub(at) >= 8 {
        let child = next(source, at..body.end)?;
        at = child.body.end;
        found.push(child);
    }
    Ok(found)
}

/// The body of a box that is read as a whole.
pub(super) fn leaf<R: Read + Seek>(
    source: &mut Source<R>,
    found: &Found,
) -> Result<Vec<u8>, ProbeError> {
    let length = found.body.end - found.body.start;
    if length > MOST_LEAF {
        return Err(ProbeError::damaged("a table of the movie header"));
    }
    source.exactly(
        found.body.start,
        usize::try_from(length).unwrap_or_default(),
    )
}

/// Decodes a body; what follows the known fields is ignored.
pub(super) fn decode<A: Atom>(mut body: &[u8], part: &str) -> Result<A, ProbeError> {
    A::decode_body(&mut body).map_err(|_| ProbeError::damaged(part))
}

fn looks_like_a_box<R: Read + Seek>(source: &mut Source<R>, at: u64) -> Result<bool, ProbeError> {
    let head = source.up_to(at, 8)?;
    let kind = head.get(4..8).unwrap_or_default();
    Ok(!kind.is_empty() && kind.iter().all(u8::is_ascii_alphanumeric))
}
