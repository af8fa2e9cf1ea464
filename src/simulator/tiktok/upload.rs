//! The chunk endpoint: strictly in order, exactly as announced, streamed to disk and hashed.

use std::{io, ops::RangeInclusive, sync::Arc};

use axum::{
    extract::{RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};

use super::{examine, keeping::Keeping, plan::last_of_chunk};
use crate::simulator::{
    faults::edge::swallow,
    fields::{Fields, media_type},
    options::ProgressNumber,
    world::{Mode, Outcome, Stage, World},
};

/// A bare status; `progress` goes into `Content-Range`.
struct Reply {
    status: StatusCode,
    progress: Option<(u64, u64)>,
    reason: &'static str,
}

fn refuse(status: StatusCode, reason: &'static str) -> Reply {
    Reply {
        status,
        progress: None,
        reason,
    }
}

/// A chunk that may come in.
struct Slot {
    at: usize,
    file: u64,
    range: RangeInclusive<u64>,
    size: u64,
    hasher: Sha256,
}

/// `PUT /upload/?upload_id=…&upload_token=…`.
pub(super) async fn receive(
    State(world): State<World>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    let reply = match task(&world, &Fields::of_query(query.as_deref())) {
        Err(reply) => {
            swallow(request).await;
            reply
        }
        Ok((at, writing)) => {
            let _alone = writing.lock_owned().await;
            match admit(&world, at, request.headers()) {
                Ok(slot) => store(&world, slot, request).await,
                Err(reply) => {
                    swallow(request).await;
                    reply
                }
            }
        }
    };
    answer(&world, &reply)
}

/// Finds the upload that an address stands for.
fn task(world: &World, fields: &Fields) -> Result<(usize, Arc<tokio::sync::Mutex<()>>), Reply> {
    let id = fields.get("upload_id").unwrap_or_default();
    let token = fields.get("upload_token").unwrap_or_default();
    world.with(|state, now| {
        let at = state
            .records
            .iter()
            .position(|record| record.upload_id == id);
        let at = at.ok_or(refuse(StatusCode::NOT_FOUND, "no such upload"))?;
        let record = &state.records[at];
        if record.upload_token != token {
            return Err(refuse(StatusCode::FORBIDDEN, "wrong upload_token"));
        }
        if record.url_expires_at <= now {
            return Err(refuse(StatusCode::FORBIDDEN, "upload_url expired"));
        }
        if record.video.stage == Stage::Failed {
            return Err(refuse(StatusCode::FORBIDDEN, "this upload has failed"));
        }
        Ok((at, Arc::clone(&record.writing)))
    })
}

/// Checks the headers of a chunk against what was announced and what has arrived.
fn admit(world: &World, at: usize, headers: &HeaderMap) -> Result<Slot, Reply> {
    let bad = |reason| refuse(StatusCode::BAD_REQUEST, reason);
    if headers.contains_key(header::AUTHORIZATION) {
        return Err(bad("an upload takes no Authorization header"));
    }
    let kind = media_type(headers).0;
    if !["video/mp4", "video/quicktime", "video/webm"].contains(&kind.as_str()) {
        return Err(bad("Content-Type is not a video TikTok takes"));
    }
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(bad("chunked transfer encoding is not accepted"));
    }
    let length = text(headers, header::CONTENT_LENGTH).and_then(|text| text.parse::<u64>().ok());
    let length = length.ok_or(bad("Content-Length is missing"))?;
    let range = text(headers, header::CONTENT_RANGE).and_then(content_range);
    let (range, total) = range.ok_or(bad("Content-Range is missing or malformed"))?;
    if length != range.end() - range.start() + 1 {
        return Err(bad("Content-Length does not fit Content-Range"));
    }
    world.with(|state, _| {
        let record = &mut state.records[at];
        let video = &mut record.video;
        if total != video.size {
            return Err(bad("the total is not the announced video_size"));
        }
        if *range.start() != video.received {
            return Err(Reply {
                status: StatusCode::RANGE_NOT_SATISFIABLE,
                progress: Some((video.received, video.size)),
                reason: "not the next chunk",
            });
        }
        let last = last_of_chunk(
            video.size,
            video.chunk_size,
            record.chunk_count,
            *range.start(),
        );
        if last != Some(*range.end()) {
            return Err(bad("not the announced chunk size"));
        }
        video.media_type = Some(kind);
        Ok(Slot {
            at,
            file: record.file,
            range,
            size: total,
            hasher: record.hasher.clone(),
        })
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Reads `bytes {first}-{last}/{total}`.
fn content_range(text: &str) -> Option<(RangeInclusive<u64>, u64)> {
    let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
    let (first, last) = range.split_once('-')?;
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().ok()).flatten()
    };
    let (first, last, total) = (number(first)?, number(last)?, number(total)?);
    (first <= last && last < total).then_some((first..=last, total))
}

/// Takes the bytes; a chunk that does not arrive whole never was.
async fn store(world: &World, mut slot: Slot, request: Request) -> Reply {
    match write(world, &mut slot, request).await {
        Ok(()) => commit(world, slot).await,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            refuse(StatusCode::BAD_REQUEST, "the body ended early")
        }
        Err(error) => {
            tracing::warn!(%error, "the simulator cannot store a chunk");
            refuse(StatusCode::INTERNAL_SERVER_ERROR, "cannot store the chunk")
        }
    }
}

async fn write(world: &World, slot: &mut Slot, request: Request) -> io::Result<()> {
    let (path, kept) = (world.file(slot.file), world.options().kept_bytes);
    let mut file = Keeping::begin(path, *slot.range.start(), slot.size, kept).await?;
    let mut left = slot.range.end() - slot.range.start() + 1;
    let mut body = request.into_body().into_data_stream();
    while let Some(block) = body.next().await {
        let block = block.map_err(|_| io::ErrorKind::UnexpectedEof)?;
        left = left
            .checked_sub(block.len() as u64)
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        if let Some(link) = world.upload_link() {
            link.carry(block.len()).await;
        }
        slot.hasher.update(&block);
        file.take(&block).await?;
    }
    file.finish().await?;
    if left == 0 {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// Remembers a whole chunk; after the last one TikTok starts to work.
async fn commit(world: &World, slot: Slot) -> Reply {
    let received = slot.range.end() + 1;
    let progress = Some((received, slot.size));
    let verdict = if received == slot.size {
        Some(judge(world, &slot).await)
    } else {
        None
    };
    world.with(|state, now| {
        let record = &mut state.records[slot.at];
        record.video.received = received;
        record.video.chunks += 1;
        record.hasher.clone_from(&slot.hasher);
        let Some(verdict) = verdict else {
            return Reply {
                status: StatusCode::PARTIAL_CONTENT,
                progress,
                reason: "",
            };
        };
        record.video.sha256 = Some(hex::encode(slot.hasher.finalize()));
        record.video.completed_at = Some(now);
        if record.video.stage == Stage::Uploading {
            record.move_to(Stage::Processing);
        }
        record.outcome = state.outcomes.pop_front().unwrap_or(verdict);
        Reply {
            status: StatusCode::CREATED,
            progress,
            reason: "",
        }
    })
}

/// What TikTok will think of the whole file.
async fn judge(world: &World, slot: &Slot) -> Outcome {
    /// The API's limit, which holds for drafts.
    const LONGEST_DRAFT: u32 = 600;
    let longest = world.with(|state, _| {
        let video = &state.records[slot.at].video;
        match (video.mode, state.creator(&video.open_id)) {
            (Mode::Direct, Some(creator)) => creator.settings.longest_seconds,
            _ => LONGEST_DRAFT,
        }
    });
    let path = world.file(slot.file);
    let fault = tokio::task::spawn_blocking(move || examine::fault(&path, longest)).await;
    fault.ok().flatten().map_or(Outcome::Fair, Outcome::Fail)
}

fn answer(world: &World, reply: &Reply) -> Response {
    let mut response = reply.status.into_response();
    let headers = response.headers_mut();
    if let Some((received, total)) = reply.progress {
        let number = match world.options().progress_number {
            ProgressNumber::Count => Some(received),
            ProgressNumber::LastIndex => received.checked_sub(1),
        };
        let range = number.map_or_else(|| "*".to_owned(), |number| format!("0-{number}"));
        if let Ok(value) = HeaderValue::from_str(&format!("bytes {range}/{total}")) {
            headers.insert(header::CONTENT_RANGE, value);
        }
    }
    if !reply.reason.is_empty() {
        headers.insert("x-simulator-reason", HeaderValue::from_static(reply.reason));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::content_range;

    #[test]
    fn reads_only_the_exact_form() {
        assert_eq!(content_range("bytes 0-4/5"), Some((0..=4, 5)));
        for text in [
            "bytes=0-4/5",
            "bytes 0-5/5",
            "bytes 4-0/5",
            "bytes 0-/5",
            "bytes 0-4/*",
            "bytes +0-4/5",
            "0-4/5",
        ] {
            assert_eq!(content_range(text), None, "{text}");
        }
    }
}
