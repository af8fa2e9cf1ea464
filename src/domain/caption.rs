//! The caption: what it is made of, how TikTok counts it, and which hashtags it has.

use unicode_properties::{GeneralCategoryGroup as Group, UnicodeGeneralCategory as _};

/// The most UTF-16 code units of a caption. Source: Direct Post reference, `post_info.title`.
pub const LONGEST: usize = 2200;

/// How long TikTok finds `text`: UTF-16 code units, so most emoji count two.
#[must_use]
pub fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The caption of a post: its content; if that is blank, title and description joined by a blank line.
#[must_use]
pub fn compose(content: &str, title: Option<&str>, description: Option<&str>) -> String {
    if !content.trim().is_empty() {
        return content.to_owned();
    }
    [title, description]
        .into_iter()
        .flatten()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
}

/// The hashtags of `text` with their signs, in order, each spelling once.
///
/// A tag begins with `#` (or its wide form) where no word and no address is under way, and goes on as long as letters of
/// any script, their marks, digits and `_` do. `public/modules/page.js` follows the same rule while somebody types.
#[must_use]
pub fn hashtags(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut before = None;
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let begins = is_sign(letter) && !before.is_some_and(joins);
        before = Some(letter);
        if !begins {
            continue;
        }
        let mut end = start + letter.len_utf8();
        let word = end;
        while let Some((at, letter)) = letters.next_if(|(_, letter)| is_of_word(*letter)) {
            end = at + letter.len_utf8();
            before = Some(letter);
        }
        if end > word && !found.contains(&&text[start..end]) {
            found.push(&text[start..end]);
        }
    }
    found
}

const fn is_sign(letter: char) -> bool {
    matches!(letter, '#' | '\u{ff03}')
}

/// Whether a `#` behind this letter belongs to a word, an entity or an address.
fn joins(letter: char) -> bool {
    is_of_word(letter) || is_sign(letter) || matches!(letter, '&' | '/')
}

/// Thai and many other scripts write vowels and tones as marks, some languages need the two joiners inside a word.
fn is_of_word(letter: char) -> bool {
    matches!(letter, '_' | '\u{200c}' | '\u{200d}')
        || matches!(
            letter.general_category_group(),
            Group::Letter | Group::Mark | Group::Number
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashtags_are_found_in_any_script() {
        for (text, tags) in [
            (
                "First light. #slowmorning #harbour",
                &["#slowmorning", "#harbour"][..],
            ),
            ("#ท่องเที่ยว #ทะเลทราย เงียบ", &["#ท่องเที่ยว", "#ทะเลทราย"]),
            (
                "#été, #Straße. #日本_2026!",
                &["#été", "#Straße", "#日本_2026"],
            ),
            ("#हिन्दी (#عربى) \"#नेपाली\"", &["#हिन्दी", "#عربى", "#नेपाली"]),
            ("\u{ff03}東京", &["\u{ff03}東京"]),
            ("line\n#next", &["#next"]),
            ("#twice #twice #Twice", &["#twice", "#Twice"]),
            ("🎬#film", &["#film"]),
        ] {
            assert_eq!(hashtags(text), tags, "{text}");
        }
    }

    #[test]
    fn a_sign_alone_or_inside_something_is_no_hashtag() {
        for text in [
            "",
            "#",
            "# space",
            "##double",
            "C#sharp",
            "https://example.com/#part",
            "&#39;",
            "#🎬",
            "no_1#two",
        ] {
            assert_eq!(hashtags(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn emoji_count_two() {
        assert_eq!(length("a🎬é"), 4);
    }

    #[test]
    fn content_wins_over_title_and_description() {
        assert_eq!(compose("c", Some("t"), Some("d")), "c");
        assert_eq!(compose(" ", Some("t"), Some("d")), "t\n\nd");
        assert_eq!(compose("", None, Some("d")), "d");
        assert_eq!(compose("", None, None), "");
    }
}
