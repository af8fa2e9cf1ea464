//! What is kept of a person, why, on what basis and how long: one row for each kind of data. Every table of the database
//! is named by one of them, which is tested; the spans come from the settings and constants that the code obeys.

/// Spans, as people read them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spans {
    /// The longest life of a video file.
    pub(crate) retention: String,
    /// How long history stays.
    pub(crate) history: String,
    /// How long a session lives without use.
    pub(crate) session: String,
    /// How long a TikTok picture stays in memory.
    pub(crate) avatars: String,
    /// How long the answer to a repeated request is known.
    pub(crate) requests: String,
    /// How long a way out to Google or TikTok stays open.
    pub(crate) sign_in: String,
    /// How long a callback is tried.
    pub(crate) callbacks: String,
    /// How long a post counts against what TikTok takes.
    pub(crate) budgets: String,
}

/// One kind of data.
pub(crate) struct Kept {
    /// The tables that hold it; none for what lies elsewhere.
    #[cfg_attr(
        not(test),
        expect(
            dead_code,
            reason = "the test that compares them with the database reads it"
        )
    )]
    pub(crate) tables: &'static [&'static str],
    /// What it is.
    pub(crate) what: &'static str,
    /// What for.
    pub(crate) why: &'static str,
    /// On what legal basis.
    pub(crate) basis: &'static str,
    /// How long.
    pub(crate) how_long: String,
}

const CONTRACT: &str = "Contract: the service you asked for";
const CONSENT: &str = "Your consent, and proof of it";
const SECURITY: &str = "Legitimate interest: a safe and working service";
const ACCOUNT: &str = "Until you delete your account";

/// All of it.
pub(crate) fn all(spans: &Spans) -> Vec<Kept> {
    [
        who_you_are(spans),
        tiktok(spans),
        videos(spans),
        programs(spans),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const fn row(
    tables: &'static [&'static str],
    what: &'static str,
    why: &'static str,
    basis: &'static str,
    how_long: String,
) -> Kept {
    Kept {
        tables,
        what,
        why,
        basis,
        how_long,
    }
}

fn who_you_are(spans: &Spans) -> Vec<Kept> {
    vec![
        row(
            &["users"],
            "Name, e-mail address, Google id, and your settings",
            "To sign you in and show pages as you like them",
            CONTRACT,
            ACCOUNT.to_owned(),
        ),
        row(
            &["acceptances"],
            "Which version of these texts you accepted, when, and by which words",
            "To prove that you were told",
            CONSENT,
            ACCOUNT.to_owned(),
        ),
        row(
            &["sessions"],
            "Session, known by a cookie",
            "To keep you signed in",
            CONTRACT,
            format!("{} without use, or until you sign out", spans.session),
        ),
        row(
            &["oauth_states"],
            "A way out to Google or TikTok, known by a cookie",
            "So that only your browser can come back from it",
            SECURITY,
            spans.sign_in.clone(),
        ),
        row(
            &[],
            "Server log, without secrets",
            "To find faults and attacks",
            SECURITY,
            "As long as the operator keeps logs".to_owned(),
        ),
        row(
            &["deletions"],
            "Receipt of a deleted account: moments and counts, no name",
            "To prove the deletion",
            "Legal obligation to be able to show it",
            "Without end: once all is gone it names nobody".to_owned(),
        ),
        row(
            &[
                "machines",
                "deleted_files",
                "installation",
                "_sqlx_migrations",
            ],
            "Names of the operator’s own machines, how many files each deleted, and versions",
            "To run the service",
            "No personal data",
            "As long as the service runs".to_owned(),
        ),
    ]
}

fn tiktok(spans: &Spans) -> Vec<Kept> {
    vec![
        row(
            &["tiktok_accounts"],
            "TikTok id, name, picture address, and permissions",
            "To show where a video goes",
            CONTRACT,
            ACCOUNT.to_owned(),
        ),
        row(
            &[],
            "Access to your TikTok account, sealed",
            "To send what you approve",
            CONSENT,
            "Until you disconnect or delete your account; renewed by itself".to_owned(),
        ),
        row(
            &[],
            "The TikTok picture itself, in memory",
            "To show it without your browser asking TikTok",
            CONTRACT,
            format!("At most {}", spans.avatars),
        ),
        row(
            &["tiktok_slots", "tiktok_pauses"],
            "How many posts TikTok still takes of each account",
            "So as not to send what TikTok would refuse",
            CONTRACT,
            format!(
                "Each post counts for {}; the counters stay as long as the account",
                spans.budgets
            ),
        ),
        row(
            &["tiktok_events"],
            "What TikTok told us about your accounts and posts",
            "To show what became of a video",
            CONTRACT,
            spans.history.clone(),
        ),
    ]
}

fn videos(spans: &Spans) -> Vec<Kept> {
    vec![
        row(
            &[],
            "The video file",
            "To check it, show it to you, send it",
            CONTRACT,
            format!("Until delivered or rejected, at most {}", spans.retention),
        ),
        row(
            &["uploads"],
            "An upload from your browser: file name, caption, how far it got",
            "To go on where it broke off",
            CONTRACT,
            format!("At most {}", spans.retention),
        ),
        row(
            &["temporary_files"],
            "Record of each video file: when it was made and proven deleted",
            "To prove that no file stays",
            SECURITY,
            format!("{} after the deletion", spans.history),
        ),
        row(
            &["posts", "post_history", "resting_posts"],
            "Post: source, caption, technical facts, what happened and who did it",
            "To bring the video to TikTok and show your history",
            CONTRACT,
            format!("{} after its last change, once it has ended", spans.history),
        ),
        row(
            &["hourly_figures"],
            "Counts of your posts and of your programs’ requests, hour by hour",
            "To show you how well things go",
            CONTRACT,
            spans.history.clone(),
        ),
        row(
            &["consents"],
            "Each press on Publish: what you agreed to, when, for which account, with which choices",
            "To prove that a human published it",
            CONSENT,
            format!("With its post: {}", spans.history),
        ),
    ]
}

fn programs(spans: &Spans) -> Vec<Kept> {
    vec![
        row(
            &["api_keys"],
            "API keys, as a fingerprint; their callback secrets, sealed",
            "To recognise your programs, and sign what we tell them",
            CONTRACT,
            ACCOUNT.to_owned(),
        ),
        row(
            &["idempotency_keys"],
            "Requests that a program marked, and our answers",
            "So that a repeated request makes no second post",
            CONTRACT,
            spans.requests.clone(),
        ),
        row(
            &["callbacks", "callback_attempts"],
            "What your program is told, and each try",
            "To tell it the outcome, and show you whether it arrived",
            CONTRACT,
            format!(
                "Tried for {}, kept with the post: {}",
                spans.callbacks, spans.history
            ),
        ),
    ]
}
