//! The caption: what it is made of and how TikTok counts it.

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

#[cfg(test)]
mod tests {
    use super::*;

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
