//! Figures and moments as people read them.
