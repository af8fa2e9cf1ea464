//! Every sentence that pages say, one module for each page. What errors say stands in `domain::error_code`.
//!
//! Another language is a folder beside `en` with the same names: the compiler finds what is missing.

mod en;

pub(crate) use en::*;
