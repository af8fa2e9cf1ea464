//! The privacy text.

pub(crate) const SHORT: &str = "In short";
pub(crate) const SHORT_TEXT: &str = "We take a video from you or your program, hold it until you decide, hand it to TikTok and delete it. We keep as little as that needs. No advertising, no tracking, no profiles, no sale of data, and no decision about you made by a machine.";

pub(crate) const DATA: &str = "What we keep, why, and how long";
/// The same among the contents.
pub(crate) const DATA_SHORT: &str = "What we keep";
pub(crate) const DATA_TEXT: &str = "Thailand’s Personal Data Protection Act (PDPA) and the European GDPR ask for a purpose, a legal basis and an end for everything that is kept. The times below are the ones that this installation obeys. Name and e-mail address come from Google, what concerns TikTok comes from TikTok, all else from you and your programs. Without it we could not bring your videos to TikTok; nothing beyond it is asked for.";
pub(crate) const TABLE: &str = "Data, purpose, legal basis and retention";
pub(crate) const WHAT: &str = "What";
pub(crate) const WHY: &str = "Why";
pub(crate) const BASIS: &str = "Legal basis";
pub(crate) const HOW_LONG: &str = "How long";
/// Around the links to TikTok accounts and API keys.
pub(crate) const MANAGED: (&str, &str, &str) =
    ("TikTok accounts are managed under ", ", keys under ", ".");

pub(crate) const OTHERS: &str = "Who else sees it";
/// Who, and what.
pub(crate) const RECEIVERS: [(&str, &str); 4] = [
    (
        "Google",
        "learns that you signed in here, and gives us your name, e-mail address and Google id.",
    ),
    (
        "TikTok",
        "receives the videos, captions and choices that you approve, and every question we ask it about them. What TikTok does with them is told in TikTok’s own privacy policy.",
    ),
    (
        "Addresses that you name",
        "are called: the one that a video comes from, and the callback address that your program gave, which is told the state of the post.",
    ),
    (
        "The operator",
        "runs the machines that this service and its database lie on, and whoever hosts them for the operator has access to them as well.",
    ),
];
pub(crate) const OTHERS_TEXT: &str = "Nobody else. Google and TikTok may process data outside your country; you send it there by signing in and by approving a video. Under the PDPA and the GDPR this rests on the contract with you, which cannot be kept otherwise.";

pub(crate) const COOKIES: &str = "Cookies";
pub(crate) const COOKIES_TEXT: &str = "Two, and both only work here: one keeps you signed in, the other binds a trip to Google or TikTok to your browser until you are back. Both are needed, so no banner asks for them. The upload page remembers in your browser which upload it can go on with.";

pub(crate) const RIGHTS: &str = "Your rights";
pub(crate) const RIGHTS_TEXT: &str = "The PDPA and the GDPR give you these rights, free of charge:";
/// The right, and how to use it.
pub(crate) const RIGHTS_LIST: [(&str, &str); 6] = [
    (
        "See and take along.",
        "“Export my data” in the settings gives you everything we hold about you as a zip of JSON files.",
    ),
    (
        "Correct.",
        "Captions and settings are yours to change. Name and address follow Google each time you sign in.",
    ),
    (
        "Delete.",
        "“Delete my account” in the settings removes every row and file and gives your TikTok access back, at once. You get a receipt.",
    ),
    (
        "Withdraw consent.",
        "Disconnect a TikTok account, revoke a key, or reject a draft. What was done before stays lawful.",
    ),
    (
        "Object, or have processing restricted.",
        "Hold everything for review in the settings, or write to the operator.",
    ),
    (
        "Complain.",
        "To the data protection authority of your country: in Thailand the Office of the Personal Data Protection Committee, in the EU the authority where you live or work.",
    ),
];
/// The link behind the list.
pub(crate) const TO_SETTINGS: &str = "Open the settings";
