//! What is said when a TikTok account was connected.

/// It is connected.
pub(crate) fn connected(handle: &str) -> String {
    format!("{handle} is connected")
}

/// It is connected, by a link that the person did not ask for here.
pub(crate) fn connected_by_program(handle: &str) -> String {
    format!("{handle} was connected by a link that an API key made")
}

pub(crate) const UNEXPECTED: &str = "If you did not expect this, disconnect it and revoke the key.";

/// What was not allowed.
pub(crate) fn missing(scopes: &[String]) -> String {
    let (scopes, are) = (
        scopes.join(", "),
        if scopes.len() == 1 { "is" } else { "are" },
    );
    format!("Not everything was allowed: {scopes} {are} missing. Connect again to allow it.")
}
