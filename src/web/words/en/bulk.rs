//! Deciding about several drafts at once.

use crate::{service::posts::BulkDecision, web::format};

/// Letters of a caption that name a draft in a sentence.
const EXCERPT: usize = 40;
/// Drafts that are named for one reason; the rest is counted.
const NAMED: usize = 3;

/// Back to the drafts with the least time left.
pub(crate) const FIRST_PAGE: &str = "Least time left";
/// On to drafts with more time left.
pub(crate) const NEXT_PAGE: &str = "More drafts";
/// What the bar of buttons is called.
pub(crate) const BAR: &str = "The drafts you chose";
/// How many are chosen; scripts fill in `{n}`.
pub(crate) const CHOSEN_ONE: &str = "1 chosen";
/// The same for several.
pub(crate) const CHOSEN_MANY: &str = "{n} chosen";
/// Chooses all on this page.
pub(crate) const ALL: &str = "All on this page";
/// Chooses none.
pub(crate) const NONE: &str = "None";
/// Sends them.
pub(crate) const SEND: &str = "Send to TikTok inbox";
/// Decides nothing; never seen.
pub(crate) const NOTHING: &str = "Decide nothing";
/// Asks before they are rejected.
pub(crate) const REJECT: &str = "Reject";
/// The question.
pub(crate) const QUESTION: &str = "Reject the drafts you chose?";
/// The same for one.
pub(crate) const QUESTION_ONE: &str = "Reject this draft?";
/// The same for several, with `{n}`.
pub(crate) const QUESTION_MANY: &str = "Reject {n} drafts?";
/// Does it.
pub(crate) const CONFIRM: &str = "Reject and delete";
/// Does not.
pub(crate) const KEEP: &str = "Keep them";

/// What is lost.
pub(crate) fn loss(history_days: u32) -> String {
    format!(
        "Their files are deleted now and cannot be brought back. \
         Captions and history stay for {history_days} days."
    )
}

/// The name of the box that chooses a draft.
pub(crate) fn choose(caption: &str) -> String {
    format!("Choose {}", draft(caption))
}

/// A draft in a sentence.
fn draft(caption: &str) -> String {
    let words = caption.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "a draft without caption".to_owned();
    }
    let mut excerpt: String = words.chars().take(EXCERPT).collect();
    if excerpt.len() < words.len() {
        excerpt.push('…');
    }
    format!("“{excerpt}”")
}

/// What was done.
pub(crate) fn done(decision: BulkDecision, count: usize) -> String {
    let many = format::counted(count as u64, "draft", "drafts");
    match (decision, count) {
        (BulkDecision::Inbox, 1) => format!("{many} is on its way to the TikTok inbox"),
        (BulkDecision::Inbox, _) => format!("{many} are on their way to the TikTok inbox"),
        (BulkDecision::Reject, 1) => format!("{many} rejected. Its file was deleted."),
        (BulkDecision::Reject, _) => format!("{many} rejected. Their files were deleted."),
    }
}

/// What could not be done.
pub(crate) fn refused(decision: BulkDecision, count: usize) -> String {
    let many = format::counted(count as u64, "draft", "drafts");
    match decision {
        BulkDecision::Inbox => format!("{many} could not be sent"),
        BulkDecision::Reject => format!("{many} could not be rejected"),
    }
}

/// Why the drafts with these captions were left out.
pub(crate) fn reason(captions: &[&str], message: &str) -> String {
    let mut named: Vec<String> = captions.iter().take(NAMED).map(|one| draft(one)).collect();
    match captions.len().saturating_sub(NAMED) {
        0 => {}
        more => named.push(format!("{more} more")),
    }
    format!("{}: {message}", format::capital(&named.join(", ")))
}

/// Ids that are no draft of this person.
pub(crate) fn unknown(count: usize) -> String {
    let many = format::counted(count as u64, "draft", "drafts");
    if count == 1 {
        format!("{many} was not found.")
    } else {
        format!("{many} were not found.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drafts_are_named_by_the_beginning_of_their_words() {
        assert_eq!(choose("First\nlight"), "Choose “First light”");
        assert_eq!(choose(" "), "Choose a draft without caption");
        let long = "ท".repeat(41);
        assert_eq!(choose(&long), format!("Choose “{}…”", "ท".repeat(40)));
    }

    #[test]
    fn reasons_name_three_and_count_the_rest() {
        assert_eq!(reason(&["a"], "No."), "“a”: No.");
        assert_eq!(
            reason(&["a", "b", "", "d", "e"], "No."),
            "“a”, “b”, a draft without caption, 2 more: No."
        );
        assert_eq!(reason(&[""], "No."), "A draft without caption: No.");
    }
}
