//! The listener: hands out connections that a fault can cut in mid-flight.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// The knife for one connection.
#[derive(Debug, Clone)]
pub(crate) struct Connection(Arc<Blades>);

#[derive(Debug)]
struct Blades {
    cut: AtomicBool,
    /// Bytes that may still be read; `u64::MAX` is no limit.
    readable: AtomicU64,
    everywhere: Arc<AtomicBool>,
}

impl Connection {
    /// Cuts the connection: nothing is read or written any more.
    pub(crate) fn cut(&self) {
        self.0.cut.store(true, Ordering::SeqCst);
    }

    /// Cuts the connection once `bytes` more have been read.
    pub(crate) fn cut_after(&self, bytes: u64) {
        self.0.readable.store(bytes, Ordering::SeqCst);
    }

    fn check(&self) -> io::Result<()> {
        let cut = self.0.cut.load(Ordering::SeqCst)
            || self.0.everywhere.load(Ordering::SeqCst)
            || self.0.readable.load(Ordering::SeqCst) == 0;
        if cut {
            Err(io::ErrorKind::ConnectionReset.into())
        } else {
            Ok(())
        }
    }
}

/// Accepts connections and gives each its knife.
pub(crate) struct Door {
    listener: TcpListener,
    everywhere: Arc<AtomicBool>,
}

impl Door {
    /// A door at `listener`; setting the flag cuts every connection.
    pub(crate) fn new(listener: TcpListener, everywhere: Arc<AtomicBool>) -> Self {
        Self {
            listener,
            everywhere,
        }
    }
}

impl Listener for Door {
    type Io = Wire;
    type Addr = Connection;

    async fn accept(&mut self) -> (Wire, Connection) {
        let (stream, _): (TcpStream, SocketAddr) = Listener::accept(&mut self.listener).await;
        if let Err(error) = stream.set_nodelay(true) {
            tracing::trace!(%error, "cannot switch off Nagle's algorithm");
        }
        let connection = Connection(Arc::new(Blades {
            cut: AtomicBool::new(false),
            readable: AtomicU64::new(u64::MAX),
            everywhere: Arc::clone(&self.everywhere),
        }));
        (
            Wire {
                stream,
                connection: connection.clone(),
            },
            connection,
        )
    }

    fn local_addr(&self) -> io::Result<Connection> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Connected<IncomingStream<'_, Door>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Door>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A TCP stream under the knife.
pub(crate) struct Wire {
    stream: TcpStream,
    connection: Connection,
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.connection.check()?;
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let read = u64::try_from(buf.filled().len() - before).unwrap_or(u64::MAX);
        let readable = &self.connection.0.readable;
        let left = readable.load(Ordering::SeqCst);
        if left != u64::MAX {
            readable.store(left.saturating_sub(read), Ordering::SeqCst);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.connection.check()?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.connection.check()?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.connection.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
