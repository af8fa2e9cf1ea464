//! The dialog that lists the keys.

/// Opens the dialog, and heads it.
pub(crate) const TITLE: &str = "Keyboard shortcuts";
/// What stands above the list.
pub(crate) const INTRO: &str =
    "They rest while you type. Tab, Enter and Esc work everywhere without them.";
/// The switch that turns them off.
pub(crate) const SWITCH: &str = "Use single keys";
/// What the switch means.
pub(crate) const SWITCH_HINT: &str = "Remembered in this browser.";
/// Closes the dialog.
pub(crate) const CLOSE: &str = "Close";

/// Where keys work, and which key does what there.
pub(crate) const KEYS: [(&str, &[(&str, &str)]); 3] = [
    (
        "In a list",
        &[
            ("j", "Next one"),
            ("k", "Previous one"),
            ("Enter", "Open it"),
            ("x", "Choose it, or not, where drafts can be chosen"),
        ],
    ),
    (
        "On a draft",
        &[
            ("j", "Next draft to review"),
            ("k", "Previous draft to review"),
            ("e", "Edit the caption"),
            ("u", "Back to the list"),
        ],
    ),
    ("Everywhere", &[("?", "Show this list")]),
];
