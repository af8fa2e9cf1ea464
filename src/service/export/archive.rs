//! The zip: packed on a thread of its own, byte after byte, without ever going back.

use std::{
    io::{self, Write},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::Bytes;
use tokio::{sync::mpsc, task::JoinHandle};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::Stopped;
use crate::domain::clock::Timestamp;

/// Pieces that wait to be packed.
const WAITING: usize = 16;
/// Bytes that are handed on at a time.
const BLOCK: usize = 64 * 1024;

/// What the packing thread is told.
enum Piece {
    /// A new file begins.
    File(&'static str),
    /// More of it.
    Bytes(Vec<u8>),
    /// That was all. Without this, what was packed stays without its end.
    End,
}

/// A zip that is being written to a `W`.
pub(super) struct Archive<W> {
    pieces: mpsc::Sender<Piece>,
    packing: JoinHandle<io::Result<Option<W>>>,
}

impl<W> Archive<W> {
    /// Takes the name of the next file.
    pub(super) async fn file(&self, name: &'static str) -> Result<(), Stopped> {
        self.send(Piece::File(name)).await
    }

    /// Takes more of the file.
    pub(super) async fn add(&self, bytes: Vec<u8>) -> Result<(), Stopped> {
        self.send(Piece::Bytes(bytes)).await
    }

    async fn send(&self, piece: Piece) -> Result<(), Stopped> {
        self.pieces.send(piece).await.map_err(|_| Stopped::Full)
    }

    /// Ends the zip, and hands back what it was written to.
    pub(super) async fn finish(self) -> io::Result<W> {
        // If nobody takes it, the thread has ended already and says why.
        let _ = self.pieces.send(Piece::End).await;
        let packed = self.packing.await.map_err(io::Error::other)??;
        packed.ok_or_else(|| io::Error::other("the archive was left without its end"))
    }

    /// Ends the thread and leaves the zip without its end, so that nobody can take it for whole.
    pub(super) async fn abandon(self) {
        drop(self.pieces);
        // Whoever abandons it has an error of their own.
        let _ = self.packing.await;
    }
}

impl<W: Write + Send + 'static> Archive<W> {
    /// Begins a zip whose files are dated `now`.
    pub(super) fn begin(to: W, now: Timestamp) -> Self {
        let (pieces, taken) = mpsc::channel(WAITING);
        let packing = tokio::task::spawn_blocking(move || pack(to, now, taken));
        Self { pieces, packing }
    }
}

fn pack<W: Write>(
    to: W,
    now: Timestamp,
    mut pieces: mpsc::Receiver<Piece>,
) -> io::Result<Option<W>> {
    let shut = Arc::<AtomicBool>::default();
    let lid = Lid {
        to,
        shut: Arc::clone(&shut),
    };
    let mut zip = ZipWriter::new_stream(lid);
    // Nobody knows yet how large a file gets.
    let options = SimpleFileOptions::default()
        .large_file(true)
        .unix_permissions(0o600)
        .last_modified_time(date(now));
    loop {
        match pieces.blocking_recv() {
            Some(Piece::File(name)) => zip.start_file(name, options)?,
            Some(Piece::Bytes(bytes)) => zip.write_all(&bytes)?,
            Some(Piece::End) => {
                let mut to = zip.finish()?.into_inner().to;
                to.flush()?;
                return Ok(Some(to));
            }
            None => {
                shut.store(true, Ordering::Relaxed);
                return Ok(None);
            }
        }
    }
}

/// A zip writes its end when it is dropped, also when it broke off. Behind a lid nobody gets that end.
struct Lid<W> {
    to: W,
    shut: Arc<AtomicBool>,
}

impl<W: Write> Lid<W> {
    fn unless_shut<T>(
        &mut self,
        instead: T,
        act: impl FnOnce(&mut W) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.shut.load(Ordering::Relaxed) {
            return Ok(instead);
        }
        act(&mut self.to).inspect_err(|_| self.shut.store(true, Ordering::Relaxed))
    }
}

impl<W: Write> Write for Lid<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unless_shut(bytes.len(), |to| to.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.unless_shut((), Write::flush)
    }
}

fn date(now: Timestamp) -> zip::DateTime {
    let utc = now.to_utc();
    let year = u16::try_from(utc.year()).unwrap_or(1980);
    let (month, day) = (utc.month().into(), utc.day());
    zip::DateTime::from_date_and_time(year, month, day, utc.hour(), utc.minute(), utc.second())
        .unwrap_or_default()
}

/// Hands what is written on in blocks, and waits for whoever takes them.
pub(super) struct Blocks {
    to: mpsc::Sender<Bytes>,
    block: Vec<u8>,
}

impl Blocks {
    pub(super) const fn new(to: mpsc::Sender<Bytes>) -> Self {
        Self {
            to,
            block: Vec::new(),
        }
    }
}

impl Write for Blocks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.block.extend_from_slice(bytes);
        if self.block.len() >= BLOCK {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.block.is_empty() {
            return Ok(());
        }
        let block = Bytes::from(std::mem::take(&mut self.block));
        self.to
            .blocking_send(block)
            .map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
