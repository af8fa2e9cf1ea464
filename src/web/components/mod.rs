//! Parts of pages: values in, markup out.

pub(crate) mod account;
pub(crate) mod allowance;
pub(crate) mod badge;
pub(crate) mod chart;
pub(crate) mod code;
pub(crate) mod dialog;
pub(crate) mod facts;
pub(crate) mod field;
pub(crate) mod frame;
pub(crate) mod icon;
pub(crate) mod keyboard;
pub(crate) mod live;
pub(crate) mod notice;
pub(crate) mod pager;
pub(crate) mod progress;
pub(crate) mod sign;
pub(crate) mod time;
pub(crate) mod timeline;
