//! Everything we say to other servers over HTTP: TikTok, Google, sources of videos, callback receivers.
