//! Tables on standard output: columns side by side, as wide as they need to be.

/// Lines of `rows` under `head`. What others wrote cannot play tricks with the terminal: control characters become blanks.
pub(super) fn lines<const N: usize>(head: [&str; N], rows: &[[String; N]]) -> Vec<String> {
    let head = head.map(str::to_owned);
    let rows: Vec<[String; N]> = std::iter::once(&head)
        .chain(rows)
        .map(|row| row.each_ref().map(|cell| plain(cell)))
        .collect();
    let mut widths = [0; N];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    rows.iter()
        .map(|row| {
            let cells = row
                .iter()
                .zip(widths)
                .map(|(cell, width)| format!("{cell:<width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        })
        .collect()
}

/// `text` in one line, without what a terminal would obey.
pub(super) fn plain(text: &str) -> String {
    text.chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect()
}

/// The first `most` characters of `text` in one line, with … if there are more.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= most {
        return text;
    }
    let mut cut: String = text.chars().take(most.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [
            ["1".to_owned(), "größer".to_owned(), "x".to_owned()],
            ["22".to_owned(), "b\u{1b}[31m".to_owned(), String::new()],
        ];
        assert_eq!(
            lines(["ID", "NAME", "Z"], &rows),
            ["ID  NAME    Z", "1   größer  x", "22  b [31m"]
        );
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(short("First\nlight", 20), "First light");
        assert_eq!(short("First light", 7), "First…");
    }
}
