//! Our stand-in for Google and TikTok, used by `demo` and by the tests. Imports nothing of ours.
