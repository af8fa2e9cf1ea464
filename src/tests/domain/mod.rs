//! Properties of the domain that hold for every input, not only for examples.

mod caption;
mod catalogue;
mod chunk;
mod publish;
mod status;
