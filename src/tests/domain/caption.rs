//! Counting and composing captions.

use ai_video_uploader::domain::caption::{compose, length};
use proptest::prelude::*;

proptest! {
    #[test]
    fn characters_count_one_or_two(text in any::<String>()) {
        let astral = text.chars().filter(|c| u32::from(*c) > 0xffff).count();
        prop_assert_eq!(length(&text), text.chars().count() + astral);
    }

    #[test]
    fn lengths_add_up(one in any::<String>(), two in any::<String>()) {
        prop_assert_eq!(length(&one) + length(&two), length(&format!("{one}{two}")));
    }

    #[test]
    fn content_that_says_something_goes_as_it_is(
        content in any::<String>(),
        title in any::<Option<String>>(),
        description in any::<Option<String>>(),
    ) {
        prop_assume!(!content.trim().is_empty());
        prop_assert_eq!(compose(&content, title.as_deref(), description.as_deref()), content);
    }

    #[test]
    fn blank_content_leaves_the_word_to_title_and_description(
        content in "[ \t\n]*",
        title in "\\PC{1,40}",
        description in "\\PC{1,40}",
    ) {
        let caption = compose(&content, Some(&title), Some(&description));
        prop_assert!(caption.starts_with(title.trim()));
        prop_assert!(caption.ends_with(description.trim()));
        let is_both = !title.trim().is_empty() && !description.trim().is_empty();
        prop_assert_eq!(caption.contains("\n\n"), is_both);
    }
}
