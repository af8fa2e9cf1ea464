//! Charts: plain SVG for the shapes, HTML for the words, so that words never shrink. Each has a table beside it.

use std::fmt::Write as _;

use leptos::prelude::*;

/// The picture's own units; it is stretched to whatever room there is.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 160.0;
const SPARK: (f64, f64) = (280.0, 72.0);
/// Steps of the axis.
const STEPS: u64 = 4;
/// How much of its room a bar takes.
const THICK: f64 = 0.64;

/// A bar: what is good below, what is not on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bar {
    /// Below.
    pub(crate) good: u64,
    /// On top.
    pub(crate) bad: u64,
}

/// Bars in their frame. `says` is read out instead; `times` stand below the first, the middle and the last bar.
pub(crate) fn bars(bars: &[Bar], says: String, times: [String; 3]) -> AnyView {
    let most = bars.iter().map(|bar| bar.good + bar.bad).max().unwrap_or(0);
    let step = step(most);
    let top = as_float(step * STEPS);
    let room = WIDTH / as_float(bars.len().max(1) as u64);
    let shapes = bars
        .iter()
        .zip(0_u64..)
        .map(|(bar, index)| {
            let x = as_float(index) * room + room * (1.0 - THICK) / 2.0;
            let good = as_float(bar.good) / top * HEIGHT;
            let bad = as_float(bar.bad) / top * HEIGHT;
            let part = |class, base: f64, height: f64| {
                (height > 0.0).then(|| {
                    view! {
                        <rect
                            class=class
                            x=number(x)
                            y=number(base - height)
                            width=number(room * THICK)
                            height=number(height)
                        ></rect>
                    }
                })
            };
            view! {
                {part("chart__ok", HEIGHT, good)}
                {part("chart__bad", HEIGHT - good, bad)}
            }
        })
        .collect_view();
    let figures = (0..=STEPS)
        .rev()
        .map(|index| view! { <span>{crate::web::format::count(step * index)}</span> })
        .collect_view();
    let times = times.map(|time| view! { <span>{time}</span> });
    view! {
        <div class="chart__plot">
            <p class="chart__y" aria-hidden="true">
                {figures}
            </p>
            <svg viewBox="0 0 480 160" preserveAspectRatio="none" role="img" aria-label=says>
                <path class="chart__grid" d="M0 0H480M0 40H480M0 80H480M0 120H480M0 160H480"></path>
                {shapes}
            </svg>
            <p class="chart__x" aria-hidden="true">
                {times.collect_view()}
            </p>
        </div>
    }
    .into_any()
}

/// What the colours mean.
pub(crate) fn legend(good: &'static str, bad: &'static str) -> AnyView {
    let entry = |class, word| {
        view! {
            <span>
                <svg viewBox="0 0 12 12" aria-hidden="true">
                    <rect class=class width="12" height="12" rx="2"></rect>
                </svg>
                {word}
            </span>
        }
    };
    view! { <span class="legend">{entry("chart__ok", good)} {entry("chart__bad", bad)}</span> }
        .into_any()
}

/// A line with a band above it: each point is the typical and the slow length, in milliseconds. Lengths differ by factors,
/// so the picture's height grows with their root. Where nothing was measured, the line breaks off.
pub(crate) fn spark(points: &[Option<(u64, u64)>], says: String) -> AnyView {
    let most = points.iter().flatten().map(|(_, slow)| *slow).max();
    let most = as_float(most.unwrap_or(0).max(1)).sqrt();
    let (width, height) = SPARK;
    let step = width / as_float(points.len().saturating_sub(1).max(1) as u64);
    let y = |millis: u64| number(height - as_float(millis).sqrt() / most * height * 0.96);
    let (mut line, mut band) = (String::new(), String::new());
    let mut run: Vec<(f64, u64, u64)> = Vec::new();
    for (point, index) in points.iter().chain([&None]).zip(0_u64..) {
        if let Some((typical, slow)) = point {
            run.push((as_float(index) * step, *typical, *slow));
            continue;
        }
        // One alone would be no line: it becomes as wide as its slot.
        if let [(x, typical, slow)] = run[..] {
            let (left, right) = ((x - step / 2.0).max(0.0), (x + step / 2.0).min(width));
            run = vec![(left, typical, slow), (right, typical, slow)];
        }
        for (place, (x, typical, _)) in run.iter().enumerate() {
            let letter = if place == 0 { 'M' } else { 'L' };
            let _ = write!(line, "{letter}{} {}", number(*x), y(*typical));
            let _ = write!(band, "{letter}{} {}", number(*x), y(*typical));
        }
        for (x, _, slow) in run.iter().rev() {
            let _ = write!(band, "L{} {}", number(*x), y(*slow));
        }
        if !run.is_empty() {
            band.push('Z');
        }
        run.clear();
    }
    view! {
        <svg viewBox="0 0 280 72" preserveAspectRatio="none" role="img" aria-label=says>
            <path class="chart__grid" d="M0 72H280"></path>
            <path class="chart__band" d=band></path>
            <path class="chart__line" d=line></path>
        </svg>
    }
    .into_any()
}

/// A round step of the axis, so that all steps together reach `most`.
fn step(most: u64) -> u64 {
    let least = most.div_ceil(STEPS).max(1);
    let mut scale = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = scale.saturating_mul(factor);
            if step >= least {
                return step;
            }
        }
        scale = scale.saturating_mul(10);
    }
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a picture is a thousand points wide at the most"
)]
const fn as_float(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_top() {
        for (most, wanted) in [
            (0, 1),
            (4, 1),
            (5, 2),
            (8, 2),
            (9, 5),
            (71, 20),
            (1_932, 500),
        ] {
            assert_eq!(step(most), wanted, "{most}");
        }
        assert!(step(u64::MAX) >= u64::MAX / 5);
    }
}
