//! Doors into this floor for the fuzz targets of `src/tests/fuzz`, which are a crate of their own.

use super::intake::fields::Fields;

/// Reads a JSON body of a submission.
pub fn fields_of_json(body: &[u8]) {
    let _ = Fields::from_json(body);
}

/// Reads the text parts of a multipart body.
pub fn fields_of_parts(parts: &[(String, String)]) {
    let _ = Fields::from_parts(parts);
}
