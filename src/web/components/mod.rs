//! Parts of pages: values in, markup out.

pub(crate) mod notice;
