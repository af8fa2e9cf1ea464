//! Sends callbacks, signed as Standard Webhooks.
#![expect(unused_variables, clippy::unused_async, reason = "bodies follow")]

use secrecy::SecretString;

use super::http::Clients;
use crate::domain::clock::Timestamp;

/// Sends signed callbacks to addresses that users gave.
#[derive(Debug, Clone)]
pub struct CallbackSender {
    clients: Clients,
}

impl CallbackSender {
    /// A sender with these clients.
    #[must_use]
    pub fn new(clients: &Clients) -> Self {
        Self {
            clients: clients.clone(),
        }
    }

    /// Posts `body` (JSON) to `url`, whose path and query go out byte for byte. Answers the HTTP status, whatever it is.
    ///
    /// `secret` is `whsec_` and base64. Redirects are not followed.
    ///
    /// # Errors
    /// A sentence that says why there was no answer.
    pub async fn send(
        &self,
        url: &str,
        id: &str,
        timestamp: Timestamp,
        secret: &SecretString,
        body: &str,
    ) -> Result<u16, String> {
        let _ = &self.clients;
        unimplemented!()
    }
}
