//! JSON for programs and machines.
