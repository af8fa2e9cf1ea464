//! The composition root: builds everything, owns start and shutdown.
