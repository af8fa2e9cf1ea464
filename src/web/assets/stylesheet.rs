//! The style sheet: the files of `style/`, joined in cascade layers and stripped of comments and blanks.
//!
//! The order of the layers decides who wins; specificity never has to.

/// One layer: its name, and its files one after the other.
macro_rules! layers {
    ($($layer:literal: $($file:literal)+;)+) => {
        [$((
            $layer,
            concat!($(include_str!(concat!("../../../style/", $file, ".css")), "\n"),+),
        )),+]
    };
}

const LAYERS: [(&str, &str); 5] = layers! {
    "tokens": "tokens";
    "base": "base";
    "layout": "layout/shell" "layout/page";
    "components":
        "components/icon" "components/button" "components/badge" "components/frame" "components/caption"
        "components/tabs" "components/live" "components/posts" "components/bulk" "components/keys" "components/progress"
        "components/panel" "components/form"
        "components/choice" "components/overlay" "components/fold" "components/timeline" "components/table"
        "components/code" "components/steps" "components/player" "components/empty";
    "pages":
        "pages/spacing" "pages/drafts" "pages/first_run" "pages/post" "pages/publish" "pages/outcome" "pages/login"
        "pages/upload" "pages/accounts" "pages/api_keys" "pages/n8n" "pages/activity" "pages/settings" "pages/legal" "pages/lost";
};

/// The whole sheet, ready to be served.
pub(super) fn joined() -> String {
    let order = LAYERS.map(|(layer, _)| layer).join(",");
    let mut sheet = format!("@layer {order};");
    for (layer, rules) in LAYERS {
        sheet.push_str("@layer ");
        sheet.push_str(layer);
        sheet.push('{');
        sheet.push_str(&minified(rules));
        sheet.push('}');
    }
    sheet
}

/// `css` without comments, and with blanks only where they mean something. Strings stay as they are.
fn minified(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css.chars().peekable();
    let mut blank = false;
    while let Some(letter) = rest.next() {
        match letter {
            '/' if rest.peek() == Some(&'*') => {
                rest.next();
                let mut last = ' ';
                for inner in rest.by_ref() {
                    if last == '*' && inner == '/' {
                        break;
                    }
                    last = inner;
                }
                blank = true;
            }
            _ if letter.is_whitespace() => blank = true,
            '{' | '}' | ';' | ',' => {
                if letter == '}' && out.ends_with(';') {
                    out.pop();
                }
                out.push(letter);
                blank = false;
            }
            _ => {
                // A blank before a colon tells `a :hover` from `a:hover`; after one it never matters.
                if blank && !out.ends_with(['{', '}', ';', ',', ':', '(']) && !out.is_empty() {
                    out.push(' ');
                }
                blank = false;
                out.push(letter);
                if letter == '"' {
                    for inner in rest.by_ref() {
                        out.push(inner);
                        if inner == '"' {
                            break;
                        }
                    }
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_idle_blanks_go() {
        assert_eq!(
            minified("/* a { */ .b  > .c :hover ,\n .d {\n  margin: calc(1px + 2px) auto ;\n}\n"),
            ".b > .c :hover,.d{margin:calc(1px + 2px) auto}"
        );
    }

    #[test]
    fn strings_stay() {
        assert_eq!(
            minified("a::before { content: \"/* x ;  y */\"; }"),
            "a::before{content:\"/* x ;  y */\"}"
        );
    }

    #[test]
    fn the_layers_stand_in_order_and_their_braces_match() {
        let sheet = joined();
        assert!(
            sheet.starts_with("@layer tokens,base,layout,components,pages;@layer tokens{:root{")
        );
        assert_eq!(sheet.matches('{').count(), sheet.matches('}').count());
        assert!(!sheet.contains("@import"));
        // Compressed a fourth of it, of the 30 KB that a first visit may cost.
        let biggest = 60 * 1024;
        assert!(sheet.len() < biggest, "{} bytes", sheet.len());
    }
}
