//! What can be asked for: verbs in the user's words. Checks ownership, opens the transaction.
