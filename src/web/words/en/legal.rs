//! Privacy and terms.

pub(crate) const ON_THIS_PAGE: &str = "On this page";

/// Who runs the installation.
pub(crate) fn who_runs(operator: Option<&str>, app_name: &str) -> String {
    match operator {
        Some(name) => format!("{name} runs this installation of {app_name}."),
        None => {
            format!("This installation of {app_name} is run by whoever gave you its address.")
        }
    }
}

pub(crate) const CONTACT: &str = "Contact";
pub(crate) const THE_OPERATOR: &str = "The operator of this installation";

/// Privacy.
pub(crate) mod privacy {
    pub(crate) const SHORT: &str = "In short";
    pub(crate) const SHORT_TEXT: &str = "We take a video from you or your program, hold it until you decide, hand it to TikTok and delete it. We keep as little as that needs. No advertising, no tracking, no sale of data, no cookies except those that sign you in.";
    pub(crate) const DATA: &str = "What we keep, why, and how long";
    /// The same among the contents.
    pub(crate) const DATA_SHORT: &str = "What we keep";
    pub(crate) const OTHERS: &str = "Who else sees it";
    pub(crate) const OTHERS_TEXT: &str = "Google learns that you signed in. TikTok receives the videos and captions that you approve. A callback goes to the address that your own program named. Nobody else.";
    pub(crate) const RIGHTS: &str = "Your rights";
    pub(crate) const RIGHTS_TEXT: &str = "You may see, correct, take with you and delete what is kept about you. This is what the GDPR (EU) and the PDPA (Thailand, Singapore) call access, rectification, portability and erasure. Connections and keys end at once on their pages; for the rest, write to the operator. You may also complain to your data protection authority.";

    pub(crate) const TABLE: &str = "Data, purpose and retention";
    pub(crate) const WHAT: &str = "What";
    pub(crate) const WHY: &str = "Why";
    pub(crate) const HOW_LONG: &str = "How long";

    /// Each kind of data: what, why, how long. The spans come from the settings that the service obeys.
    pub(crate) fn kept(
        retention: &str,
        history: &str,
        session: &str,
        avatars: &str,
    ) -> [(&'static str, &'static str, String); 12] {
        const ACCOUNT: &str = "Until your account here is deleted";
        [
            (
                "Name, e-mail address, Google id",
                "To sign you in",
                ACCOUNT.to_owned(),
            ),
            (
                "Your settings: colours, time zone, review",
                "To show pages as you like them",
                ACCOUNT.to_owned(),
            ),
            (
                "TikTok id, name, picture address",
                "To show where a video goes",
                ACCOUNT.to_owned(),
            ),
            (
                "The TikTok picture itself, in memory",
                "To show it without your browser asking TikTok",
                format!("At most {avatars}"),
            ),
            (
                "TikTok access, sealed",
                "To send what you approve",
                "Until you disconnect; renewed by itself".to_owned(),
            ),
            (
                "The video file",
                "To check it, show it to you, send it",
                format!("Until delivered or rejected, at most {retention}"),
            ),
            (
                "Caption and technical facts of a video",
                "To show your history",
                history.to_owned(),
            ),
            (
                "Each press on Publish: what you agreed to, when, for which account, with which choices",
                "To prove that a human published it",
                format!("With its video’s history: {history}"),
            ),
            (
                "API keys, as a fingerprint",
                "To recognise your programs",
                ACCOUNT.to_owned(),
            ),
            (
                "Callback address and tries",
                "To tell your program the outcome",
                history.to_owned(),
            ),
            (
                "Session",
                "To keep you signed in",
                format!("{session} without use, or until you sign out"),
            ),
            (
                "Server log, without secrets",
                "To find faults",
                "As long as the operator keeps logs".to_owned(),
            ),
        ]
    }

    /// Around the links to TikTok accounts and API keys.
    pub(crate) const MANAGED: (&str, &str, &str) =
        ("TikTok accounts are managed under ", ", keys under ", ".");
}

/// Terms of use.
pub(crate) mod terms {
    pub(crate) const WHAT: &str = "What it does";
    pub(crate) const WHAT_TEXT: &str = "It takes videos from you or your programs and brings them to your TikTok account as private drafts. Nothing becomes public without you pressing a button.";
    pub(crate) const YOU: &str = "What you promise";
    pub(crate) const YOU_TEXT: &str = "You hand over only videos that you may publish, with music that you may use. You follow TikTok’s Terms of Service and Community Guidelines. You keep your API keys to yourself.";
    pub(crate) const FILES: &str = "Files";

    /// How long a video stays.
    pub(crate) fn files(retention: &str) -> String {
        format!(
            "A video stays here until it is delivered or rejected, and never longer than {retention}. What is deleted cannot be brought back, so keep your own copy."
        )
    }

    pub(crate) const LIMITS: &str = "What is not promised";
    pub(crate) const LIMITS_TEXT: &str = "The service is offered as it is. TikTok decides what it accepts, and may refuse or remove a video. This service is not run by TikTok and not affiliated with it.";
}
