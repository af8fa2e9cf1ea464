//! What runs by itself: the worker that takes a post from its source to TikTok.
