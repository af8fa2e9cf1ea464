//! WebM: walks the EBML elements of RFC 9559, over the pictures, to the track's description and the times of its frames.
//!
//! Recordings made in a browser name neither duration nor frame rate: then the blocks are counted.

use std::io::{Read, Seek};

use mkv_element::prelude::{
    Block, BlockGroup, Cluster, CodecId, DefaultDuration, DocType, Duration, Ebml, Element, Info,
    PixelCropBottom, PixelCropLeft, PixelCropRight, PixelCropTop, PixelHeight, PixelWidth, Segment,
    SimpleBlock, Timestamp, TimestampScale, TrackEntry, TrackNumber, TrackType, Tracks, VInt64,
    Video as VideoPart,
};

use super::{
    ProbeError,
    ebml::{self, Found},
    source::Source,
};
use crate::domain::video::{Container, Video};

/// The largest element that is read as a whole.
const MOST_LEAF: u64 = 4 << 20;
/// Bytes of a block that tell its track, time and flags.
const BLOCK_HEAD: usize = 12;
const NANOS_PER_SECOND: u64 = 1_000_000_000;
const PICTURES: u64 = 1;
const INVISIBLE: u8 = 0x08;

/// What the segment says, as far as it was read.
#[derive(Debug)]
struct Facts {
    /// Nanoseconds of a tick.
    scale: u64,
    /// In ticks.
    duration: Option<f64>,
    track: Option<Track>,
    has_tracks: bool,
    /// The cluster's time, in ticks.
    cluster: u64,
    frames: u64,
    /// First and last frame, in ticks.
    times: Option<(u64, u64)>,
    has_clusters: bool,
}

#[derive(Debug, Default)]
struct Track {
    number: u64,
    kind: u64,
    codec: String,
    width: u64,
    height: u64,
    /// Nanoseconds of a frame.
    each: Option<u64>,
}

/// Reads the facts.
pub(super) fn read<R: Read + Seek>(source: &mut Source<R>) -> Result<Video, ProbeError> {
    let header = ebml::next(source, 0)?;
    if header.id != Ebml::ID {
        return Err(ProbeError::damaged("its structure"));
    }
    let doc_type = ebml::children(&leaf(source, &header)?)
        .find_map(|(id, body)| value::<DocType>(id, body))
        .map_or_else(String::new, |doc_type| doc_type.0);
    match doc_type.trim_end_matches('\0') {
        "webm" => {}
        "matroska" => return Err(ProbeError::unsupported("Matroska (MKV)")),
        _ => return Err(ProbeError::unsupported("a relative of Matroska")),
    }
    let mut at = header.end()?;
    let segment = loop {
        let found = ebml::next(source, at)?;
        if found.id == Segment::ID {
            break found;
        }
        at = found.end()?;
    };
    // Without a size of its own the segment goes to the end of the file.
    let end = segment.end.unwrap_or(source.size());
    if end > source.size() {
        return Err(ProbeError::cut_short());
    }
    let mut facts = Facts::default();
    walk(source, segment.start, end, &mut facts)?;
    facts.video(source.size())
}

/// Goes through the segment. Clusters and block groups are entered rather than skipped only if their blocks are needed,
/// or if they have no size of their own.
fn walk<R: Read + Seek>(
    source: &mut Source<R>,
    mut at: u64,
    end: u64,
    facts: &mut Facts,
) -> Result<(), ProbeError> {
    while at < end {
        let found = ebml::next(source, at)?;
        if found.end.is_some_and(|found_end| found_end > end) {
            return Err(ProbeError::cut_short());
        }
        at = match found.id {
            Cluster::ID => {
                facts.has_clusters = true;
                match found.end {
                    Some(end) if facts.is_complete() => end,
                    _ => found.start,
                }
            }
            BlockGroup::ID => found.start,
            SimpleBlock::ID | Block::ID => {
                facts.count(&source.up_to(found.start, BLOCK_HEAD)?);
                found.end()?
            }
            Info::ID | Tracks::ID | Timestamp::ID => {
                let body = leaf(source, &found)?;
                match found.id {
                    Info::ID => facts.info(&body),
                    Tracks::ID => facts.tracks(&body),
                    _ => {
                        facts.cluster =
                            value::<Timestamp>(found.id, &body).map_or(0, |time| time.0);
                    }
                }
                found.end()?
            }
            _ => found.end()?,
        };
    }
    Ok(())
}

fn leaf<R: Read + Seek>(source: &mut Source<R>, found: &Found) -> Result<Vec<u8>, ProbeError> {
    let length = found.end()? - found.start;
    if length > MOST_LEAF {
        return Err(ProbeError::damaged("a table of the header"));
    }
    source.exactly(found.start, usize::try_from(length).unwrap_or_default())
}

/// The element's value, if it is this one and sound.
fn value<E: Element>(id: VInt64, mut body: &[u8]) -> Option<E> {
    (id == E::ID)
        .then(|| E::decode_body(&mut body).ok())
        .flatten()
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            scale: TimestampScale::default().0,
            duration: None,
            track: None,
            has_tracks: false,
            cluster: 0,
            frames: 0,
            times: None,
            has_clusters: false,
        }
    }
}

impl Facts {
    /// Whether the header says everything, so that no block need be looked at.
    fn is_complete(&self) -> bool {
        self.duration.is_some()
            && self
                .track
                .as_ref()
                .is_some_and(|track| track.each.is_some())
    }

    fn info(&mut self, body: &[u8]) {
        for (id, body) in ebml::children(body) {
            if let Some(scale) = value::<TimestampScale>(id, body) {
                self.scale = scale.0;
            }
            if let Some(duration) = value::<Duration>(id, body) {
                self.duration = Some(duration.0).filter(|ticks| ticks.is_finite() && *ticks > 0.0);
            }
        }
    }

    /// The first track with pictures counts.
    fn tracks(&mut self, body: &[u8]) {
        self.has_tracks = true;
        for (id, body) in ebml::children(body) {
            if id == TrackEntry::ID && self.track.is_none() {
                let track = Track::read(body);
                self.track = (track.kind == PICTURES).then_some(track);
            }
        }
    }

    /// Counts a block if it shows a frame of our track.
    fn count(&mut self, head: &[u8]) {
        let Some((number, [t0, t1, flags, ..])) = ebml::number(head) else {
            return;
        };
        let is_ours = self
            .track
            .as_ref()
            .is_some_and(|track| track.number == number);
        if !is_ours || flags & INVISIBLE != 0 {
            return;
        }
        let offset = i16::from_be_bytes([*t0, *t1]);
        let time = self.cluster.saturating_add_signed(offset.into());
        self.frames += 1;
        self.times = Some(match self.times {
            None => (time, time),
            Some((first, last)) => (first.min(time), last.max(time)),
        });
    }

    fn video(self, size_bytes: u64) -> Result<Video, ProbeError> {
        if !self.has_tracks {
            return Err(ProbeError::damaged("the description of its tracks"));
        }
        let track = self.track.as_ref().ok_or_else(ProbeError::no_picture)?;
        if !self.has_clusters {
            return Err(ProbeError::cut_short());
        }
        let (first, last) = self.times.unwrap_or_default();
        let between = (last - first).saturating_mul(self.scale);
        // The last frame lasts as long as the others do on average.
        let each = track
            .each
            .or_else(|| between.checked_div(self.frames.saturating_sub(1)));
        let counted = between.saturating_add(each.unwrap_or_default());
        let duration_ms = match self.duration {
            Some(ticks) => whole_millis(ticks, self.scale),
            None => super::millis(counted, NANOS_PER_SECOND),
        };
        let frame_rate = match (track.each, each) {
            (Some(each), _) | (None, Some(each)) => super::frame_rate(1, each, NANOS_PER_SECOND),
            (None, None) => 0.0,
        };
        Ok(Video {
            container: Container::WebM,
            codec: track.codec.clone(),
            width: u32::try_from(track.width).unwrap_or(u32::MAX),
            height: u32::try_from(track.height).unwrap_or(u32::MAX),
            frame_rate,
            duration_ms,
            size_bytes,
        })
    }
}

impl Track {
    fn read(body: &[u8]) -> Self {
        let mut track = Self::default();
        for (id, body) in ebml::children(body) {
            if let Some(number) = value::<TrackNumber>(id, body) {
                track.number = number.0;
            } else if let Some(kind) = value::<TrackType>(id, body) {
                track.kind = kind.0;
            } else if let Some(codec) = value::<CodecId>(id, body) {
                track.codec = codec_name(&codec.0);
            } else if let Some(each) = value::<DefaultDuration>(id, body) {
                track.each = Some(each.0).filter(|nanos| *nanos > 0);
            } else if id == VideoPart::ID {
                track.sides(body);
            }
        }
        track
    }

    fn sides(&mut self, body: &[u8]) {
        let (mut width, mut height) = (0, 0);
        for (id, body) in ebml::children(body) {
            if let Some(pixels) = value::<PixelWidth>(id, body) {
                self.width = pixels.0;
            } else if let Some(pixels) = value::<PixelHeight>(id, body) {
                self.height = pixels.0;
            } else if let Some(cut) = value::<PixelCropLeft>(id, body) {
                width += cut.0;
            } else if let Some(cut) = value::<PixelCropRight>(id, body) {
                width += cut.0;
            } else if let Some(cut) = value::<PixelCropTop>(id, body) {
                height += cut.0;
            } else if let Some(cut) = value::<PixelCropBottom>(id, body) {
                height += cut.0;
            }
        }
        self.width = self.width.saturating_sub(width);
        self.height = self.height.saturating_sub(height);
    }
}

fn codec_name(id: &str) -> String {
    match id.trim_end_matches('\0') {
        "V_VP8" => "vp8".to_owned(),
        "V_VP9" => "vp9".to_owned(),
        "V_AV1" => "av01".to_owned(),
        "V_MPEG4/ISO/AVC" => "h264".to_owned(),
        "V_MPEGH/ISO/HEVC" => "h265".to_owned(),
        other => other
            .chars()
            .filter(char::is_ascii_graphic)
            .take(32)
            .collect(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the cast saturates, and a scale is far below 2^53"
)]
fn whole_millis(ticks: f64, scale: u64) -> u64 {
    (ticks * scale as f64 / 1e6).round() as u64
}
