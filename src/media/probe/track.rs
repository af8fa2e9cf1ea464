//! The video track of an MP4 or MOV file: what it shows, how large, how many frames in what time.

use std::{
    io::{Read, Seek},
    ops::Range,
};

use mp4_atom::{FourCC, Matrix, Mdhd, Stts, Tkhd};

use super::{
    ProbeError,
    mp4::{Found, children, decode, known, leaf},
    source::Source,
};

/// Where width and height stand in a sample entry, and where they end.
const SIDES: usize = 32;
const SAMPLE_ENTRY: usize = 36;

/// One track with pictures.
#[derive(Debug, Default)]
pub(super) struct Track {
    pub(super) id: u32,
    is_enabled: bool,
    pub(super) turned: bool,
    /// In the movie's time scale, edit list applied.
    pub(super) shown: u64,
    pub(super) timescale: u32,
    /// In the track's own time scale.
    pub(super) duration: u64,
    pub(super) codec: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) frames: u64,
    /// How long the frames last together, in the track's time scale.
    pub(super) ticks: u64,
    /// Where the last run of frames begins in the file.
    pub(super) last_chunk: u64,
}

/// The track that a player shows: the first enabled one with moving pictures (a cover is a track too).
pub(super) fn choose<'a, R: Read + Seek>(
    source: &mut Source<R>,
    traks: impl Iterator<Item = &'a Found>,
) -> Result<Option<Track>, ProbeError> {
    let mut chosen = None;
    for trak in traks {
        let Some(track) = read(source, trak.body.clone())? else {
            continue;
        };
        let is_cover = track.frames == 1 && matches!(track.codec.as_str(), "jpeg" | "png");
        if track.is_enabled && !is_cover {
            return Ok(Some(track));
        }
        chosen = chosen.or(Some(track));
    }
    Ok(chosen)
}

/// None if the track holds no pictures.
fn read<R: Read + Seek>(
    source: &mut Source<R>,
    body: Range<u64>,
) -> Result<Option<Track>, ProbeError> {
    let parts = children(source, body)?;
    let Some(mdia) = find(&parts, *b"mdia") else {
        return Ok(None);
    };
    let inner = children(source, mdia.body.clone())?;
    if !has_pictures(source, &inner)? {
        return Ok(None);
    }
    let mut track = Track::default();
    let mdhd: Mdhd = decode(
        &leaf(source, required(&inner, *b"mdhd")?)?,
        "the track header",
    )?;
    track.timescale = mdhd.timescale;
    track.duration = known(mdhd.duration);
    let minf = required(&inner, *b"minf")?.body.clone();
    let minf = children(source, minf)?;
    let stbl = required(&minf, *b"stbl")?.body.clone();
    let tables = children(source, stbl)?;
    describe(source, required(&tables, *b"stsd")?, &mut track)?;
    if let Some(stts) = find(&tables, *b"stts") {
        let stts: Stts = decode(&leaf(source, stts)?, "the table of frame times")?;
        for entry in stts.entries {
            let frames = u64::from(entry.sample_count);
            track.frames += frames;
            track.ticks = track
                .ticks
                .saturating_add(frames * u64::from(entry.sample_delta));
        }
    }
    track.last_chunk = last_chunk(source, &tables)?;
    let tkhd: Tkhd = decode(
        &leaf(source, required(&parts, *b"tkhd")?)?,
        "the track header",
    )?;
    track.id = tkhd.track_id;
    track.is_enabled = tkhd.enabled;
    track.turned = is_turned(&tkhd.matrix);
    track.shown = known(tkhd.duration);
    if track.width == 0 || track.height == 0 {
        track.width = u32::from(tkhd.width.integer());
        track.height = u32::from(tkhd.height.integer());
    }
    Ok(Some(track))
}

/// Only the handler's name is read: the text behind it comes in too many forms.
fn has_pictures<R: Read + Seek>(
    source: &mut Source<R>,
    media: &[Found],
) -> Result<bool, ProbeError> {
    let Some(hdlr) = find(media, *b"hdlr") else {
        return Ok(false);
    };
    let body = source.up_to(hdlr.body.start, 12)?;
    Ok(body.get(8..12) == Some(b"vide"))
}

/// Codec and size of the first sample entry. The codec's own settings are not looked at.
fn describe<R: Read + Seek>(
    source: &mut Source<R>,
    stsd: &Found,
    track: &mut Track,
) -> Result<(), ProbeError> {
    let entry = source.up_to(stsd.body.start + 8, SAMPLE_ENTRY)?;
    let (Some(kind), Some([w0, w1, h0, h1])) = (entry.get(4..8), entry.get(SIDES..SAMPLE_ENTRY))
    else {
        return Err(ProbeError::damaged("the description of the video track"));
    };
    track.codec = match kind {
        b"avc1" | b"avc3" => "h264".to_owned(),
        b"hvc1" | b"hev1" => "h265".to_owned(),
        b"vp08" => "vp8".to_owned(),
        b"vp09" => "vp9".to_owned(),
        other => other.escape_ascii().to_string().trim().to_owned(),
    };
    track.width = u16::from_be_bytes([*w0, *w1]).into();
    track.height = u16::from_be_bytes([*h0, *h1]).into();
    Ok(())
}

/// The last entry of the table of chunk offsets; zero if there is none.
fn last_chunk<R: Read + Seek>(source: &mut Source<R>, tables: &[Found]) -> Result<u64, ProbeError> {
    let (table, width) = match (find(tables, *b"stco"), find(tables, *b"co64")) {
        (Some(stco), _) => (stco, 4),
        (None, Some(co64)) => (co64, 8),
        (None, None) => return Ok(0),
    };
    let length = table.body.end - table.body.start;
    if length < 8 + width {
        return Ok(0);
    }
    let at = table.body.start + 8 + ((length - 8) / width - 1) * width;
    let entry = source.exactly(at, usize::try_from(width).unwrap_or_default())?;
    Ok(entry
        .iter()
        .fold(0, |offset, byte| offset << 8 | u64::from(*byte)))
}

/// Whether the matrix turns the picture by a quarter, so that width and height change places.
pub(super) const fn is_turned(matrix: &Matrix) -> bool {
    matrix.b.unsigned_abs() > matrix.a.unsigned_abs()
        && matrix.c.unsigned_abs() > matrix.d.unsigned_abs()
}

fn find(parts: &[Found], kind: [u8; 4]) -> Option<&Found> {
    parts.iter().find(|part| part.kind == FourCC::new(&kind))
}

fn required(parts: &[Found], kind: [u8; 4]) -> Result<&Found, ProbeError> {
    find(parts, kind).ok_or_else(|| ProbeError::damaged("the video track"))
}
