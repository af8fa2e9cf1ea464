//! How to connect n8n.

pub(crate) const HEADING: &str = "Connect n8n";
pub(crate) const LEAD: &str =
    "Three steps, then every finished video lands in your drafts by itself.";

pub(crate) const MAKE_KEY: &str = "Make an API key";
pub(crate) const NAME_IT: &str =
    "Name it after the workflow. A key of its own can be taken back on its own.";
/// Before and behind the kind of the credential, which stands bold; then before and behind its name.
pub(crate) const CREDENTIAL: (&str, &str, &str) = (
    "Then, in n8n under Credentials, make a ",
    "Header Auth",
    " with these values.",
);
pub(crate) const CREDENTIAL_NAME: &str = "Credential";
pub(crate) const CREDENTIAL_NAME_HINT: &str = "the workflows look for it by this name";
pub(crate) const NAME: &str = "Name";
pub(crate) const VALUE: &str = "Value";
pub(crate) const THE_KEY: &str = "the key";

pub(crate) const IMPORT: &str = "Import the workflow";
/// Before and behind the name of the menu entry, and before the address.
pub(crate) const HOW_TO_IMPORT: (&str, &str, &str) = (
    "Download it, then choose ",
    "Import from file",
    " in the n8n workflow menu. It already knows this server: ",
);
pub(crate) const DOWNLOAD: &str = "Download workflow";
pub(crate) const DOWNLOAD_FILE: &str = "Workflow for files";
pub(crate) const WHICH: &str = "The first hands over the address of a video, the second the file itself. Both wait for the outcome, and neither has a secret in it. Tried with n8n 2.40.";

pub(crate) const SEND: &str = "Test it, then send the first video";
pub(crate) const TEST: &str =
    "Run the node “Test connection”, or paste this into a terminal. The answer begins like this.";
pub(crate) const TERMINAL: &str = "Terminal";
pub(crate) const ANSWER: &str = "Answer";
/// Around `content`, `video_url` and `callback_url`.
pub(crate) const BODY: (&str, &str, &str, &str) = (
    "The workflow sends this body. Only ",
    " and ",
    " change from video to video; ",
    " is for workflows that wait.",
);
/// Around `202` and `id`.
pub(crate) const ACCEPTED: (&str, &str, &str) = (
    "The answer is ",
    " with an ",
    ". From then on the video is safe on disk, even if the server restarts.",
);

pub(crate) const WAIT: &str = "Wait for the outcome";
/// Around `callback_url` and `is_terminal`.
pub(crate) const WAIT_HOW: (&str, &str, &str) = (
    "Put n8n’s resume address into ",
    ". We call it when something is decided: needs review, in the inbox, published, failed, rejected, expired, unconfirmed. The workflow waits on while ",
    " is false, then up to three days until the draft in the inbox is posted.",
);
pub(crate) const CHECK: &str = "Check the signature";
/// Before the three headers, between them, and behind.
pub(crate) const CHECK_HOW: (&str, &str, &str, &str) = (
    "Every callback carries ",
    ", ",
    " and ",
    ", as Standard Webhooks describes. The secret is shown when you make the key.",
);
pub(crate) const MORE: &str = "Every field and answer";
/// Around the link to the documentation.
pub(crate) const MORE_HOW: (&str, &str, &str) =
    ("The ", "API docs", " name them all, with examples.");
pub(crate) const SKIP: &str = "Skip the review?";
/// Before and behind the field.
pub(crate) const SKIP_HOW: (&str, &str) = (
    "Add ",
    " and the video goes to your TikTok inbox without waiting here. It is still private there. Never straight to public.",
);
