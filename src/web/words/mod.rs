//! Every sentence that pages say, one module for each page. What errors say stands in `domain::error_code`.
//!
//! Fixed words are constants, in the order in which the page says them. A sentence around a value is a function: it gets the
//! value as people read it, or the number itself where a plural hangs on it. Another language is a folder beside `en` with
//! the same names: the compiler finds what is missing.

mod en;

pub(crate) use en::*;
