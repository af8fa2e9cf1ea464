//! Proves that the colours can be told apart: WCAG 2.2, 1.4.3 (text) and 1.4.11 (controls), in both themes.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

/// Text, and the surfaces that it stands on.
const TEXT: &[(&str, &[&str])] = &[
    (
        "ink",
        &[
            "paper",
            "paper-raised",
            "paper-sunken",
            "yours-soft",
            "bad-soft",
            "good-soft",
        ],
    ),
    (
        "ink-2",
        &[
            "paper",
            "paper-raised",
            "paper-sunken",
            "good-soft",
            "wait-soft",
        ],
    ),
    ("ink-3", &["paper", "paper-raised"]),
    (
        "accent-text",
        &["paper", "paper-raised", "paper-sunken", "accent-soft"],
    ),
    ("wait", &["wait-soft"]),
    ("yours", &["paper", "yours-soft"]),
    ("inbox", &["paper", "inbox-soft"]),
    ("good", &["paper", "good-soft"]),
    ("bad", &["paper", "paper-raised", "bad-soft"]),
];

/// Borders and fills that show where a control is.
const CONTROLS: &[(&str, &[&str])] = &[
    ("line-control", &["paper", "paper-raised"]),
    ("accent", &["paper", "paper-raised", "track"]),
    ("accent-fill", &["paper"]),
];

type Colour = [f64; 3];

/// Each token's colour in the light and in the dark theme.
fn colours() -> HashMap<String, [Colour; 2]> {
    TOKENS
        .lines()
        .filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(':')?;
            let pair = value.trim().strip_prefix("light-dark(")?;
            let (light, dark) = pair.strip_suffix(");")?.split_once(", ")?;
            Some((name.to_owned(), [hex(light)?, hex(dark)?]))
        })
        .collect()
}

fn hex(text: &str) -> Option<Colour> {
    let bytes = hex::decode(text.strip_prefix('#')?).ok()?;
    let [red, green, blue] = bytes.try_into().ok()?;
    Some([red, green, blue].map(|part: u8| f64::from(part) / 255.0))
}

fn luminance(colour: Colour) -> f64 {
    let [red, green, blue] = colour.map(|part| {
        if part <= 0.040_45 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(pairs: &[(&str, &[&str])], least: f64) {
    let colours = colours();
    for (front, backs) in pairs {
        for back in *backs {
            for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                let ratio = contrast(colours[*front][theme], colours[*back][theme]);
                assert!(ratio >= least, "{front} on {back}, {name}: {ratio:.2}");
            }
        }
    }
}

#[test]
fn text_can_be_read() {
    check(TEXT, 4.5);
}

#[test]
fn controls_can_be_seen() {
    check(CONTROLS, 3.0);
}

#[test]
fn white_can_be_read_on_the_button() {
    for fill in colours()["accent-fill"] {
        assert!(contrast([1.0; 3], fill) >= 4.5);
    }
}
