//! What kind of file it is, told from its first bytes.

/// The kinds that need different words or different readers.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// MP4 and MOV, and what else is made of ISO 14496-12 boxes.
    Mp4,
    /// WebM, and what else is made of EBML elements.
    WebM,
    /// A video in a format that TikTok does not take, by its name.
    Unsupported(&'static str),
    /// Something else, with its article.
    NotAVideo(&'static str),
    /// None of these.
    Unknown,
}

use Kind::{Mp4, NotAVideo, Unknown, Unsupported, WebM};

/// Marks at the very start. A longer mark stands before a shorter one that it begins with.
const MARKS: &[(&[u8], Kind)] = &[
    (b"\x1a\x45\xdf\xa3", WebM),
    (b"FLV\x01", Unsupported("FLV")),
    (b"GIF87a", Unsupported("GIF")),
    (b"GIF89a", Unsupported("GIF")),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", Unsupported("WMV")),
    (b"\x00\x00\x01\xba", Unsupported("MPEG")),
    (b"\x00\x00\x01\xb3", Unsupported("MPEG")),
    (b"\x00\x00\x00\x01\x67", Unsupported("raw H.264")),
    (b"\x00\x00\x00\x01\x40", Unsupported("raw H.265")),
    (b".RMF", Unsupported("RealMedia")),
    (b"\x06\x0e\x2b\x34", Unsupported("MXF")),
    (b"DKIF", Unsupported("IVF")),
    (b"YUV4MPEG2", Unsupported("Y4M")),
    (b"OggS", Unsupported("Ogg")),
    (b"\x89PNG\r\n\x1a\n", NotAVideo("a PNG picture")),
    (b"\xff\xd8\xff", NotAVideo("a JPEG picture")),
    (b"BM", NotAVideo("a BMP picture")),
    (b"%PDF-", NotAVideo("a PDF document")),
    (b"PK\x03\x04", NotAVideo("a ZIP archive")),
    (b"\x1f\x8b", NotAVideo("a gzip archive")),
    (b"Rar!", NotAVideo("a RAR archive")),
    (b"7z\xbc\xaf\x27\x1c", NotAVideo("a 7z archive")),
    (b"ID3", NotAVideo("an MP3 sound file")),
    (b"\xff\xfb", NotAVideo("an MP3 sound file")),
    (b"\xff\xf1", NotAVideo("an AAC sound file")),
    (b"fLaC", NotAVideo("a FLAC sound file")),
];

/// Boxes that an MP4 or MOV file can begin with; QuickTime knew no `ftyp`.
const FIRST_BOXES: [&[u8]; 9] = [
    b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp", b"uuid",
];

/// The kind of a file that begins with `start`.
pub(super) fn kind(start: &[u8]) -> Kind {
    let four = |at: usize| start.get(at..at + 4).unwrap_or_default();
    if FIRST_BOXES.contains(&four(4)) {
        return Mp4;
    }
    if four(0) == b"RIFF" {
        return match four(8) {
            b"AVI " => Unsupported("AVI"),
            b"WAVE" => NotAVideo("a WAV sound file"),
            b"WEBP" => NotAVideo("a WebP picture"),
            _ => Unknown,
        };
    }
    // Transport streams repeat a byte at every packet of 188, or 192 with time stamps before it.
    let repeats = |first, every| (0..3_usize).all(|n| start.get(first + n * every) == Some(&0x47));
    if repeats(0, 188) || repeats(4, 192) {
        return Unsupported("MPEG-TS");
    }
    for (mark, kind) in MARKS {
        if start.starts_with(mark) {
            return match kind {
                WebM => WebM,
                Unsupported(name) => Unsupported(name),
                NotAVideo(what) => NotAVideo(what),
                Mp4 | Unknown => Unknown,
            };
        }
    }
    text(start).map_or(Unknown, NotAVideo)
}

/// What sort of text it is, if it is one.
fn text(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
        return Some("a text");
    }
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character cut off by the end of the sample.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let is_text = |c: char| !c.is_control() || c.is_whitespace() || c == '\u{1b}';
    if text.is_empty() || !text.chars().all(is_text) {
        return None;
    }
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = |with: &str| {
        text.get(..with.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    Some(if begins("#EXTM3U") {
        "a playlist"
    } else if begins("<?xml") {
        "an XML text"
    } else if begins("<!doctype html") || begins("<html") || begins("<") {
        "a web page"
    } else if begins("{") || begins("[") {
        "a JSON text"
    } else {
        "a text"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_apart() {
        let ts = [&[0x47][..], &[0xff; 187]].concat().repeat(3);
        for (start, expected) in [
            (&b"\0\0\0\x20ftypisom"[..], Mp4),
            (b"\0\0\0\x08wide", Mp4),
            (b"\x1a\x45\xdf\xa3\x9f", WebM),
            (b"RIFF\0\0\0\0AVI LIST", Unsupported("AVI")),
            (b"RIFF\0\0\0\0WAVEfmt ", NotAVideo("a WAV sound file")),
            (b"GIF89a", Unsupported("GIF")),
            (&ts, Unsupported("MPEG-TS")),
            (b"  <!DOCTYPE HTML><p>", NotAVideo("a web page")),
            (b"{\"error\":\"not found\"}", NotAVideo("a JSON text")),
            ("Grüße\n".as_bytes(), NotAVideo("a text")),
            (b"Gr\xc3", NotAVideo("a text")),
            (b"#EXTM3U\n", NotAVideo("a playlist")),
            (b"\xff\xd8\xff\xe0", NotAVideo("a JPEG picture")),
            (b"\x01\x02\x03\x04", Unknown),
            (b"G", NotAVideo("a text")),
            (b"", Unknown),
        ] {
            assert_eq!(kind(start), expected, "{start:?}");
        }
    }
}
