//! Charts: plain SVG for the shapes, HTML for the words, so that words never shrink. Each has a table beside it.

use std::fmt::Write as _;

use leptos::prelude::*;

use crate::web::format;

/// The picture's own units; it is stretched to whatever room there is.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 160.0;
const SPARK: (f64, f64) = (280.0, 72.0);
/// The most steps that the axis has.
const STEPS: u64 = 5;
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
    let (step, steps) = axis(most);
    let top = as_float(step) * as_float(steps);
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
    let figures = (0..=steps)
        .rev()
        .map(|index| view! { <span>{format::count(step.saturating_mul(index))}</span> })
        .collect_view();
    let grid = (0..=steps).fold(String::new(), |mut grid, index| {
        let y = as_float(index) / as_float(steps) * HEIGHT;
        let _ = write!(grid, "M0 {}H{WIDTH}", number(y));
        grid
    });
    let times = times.map(|time| view! { <span>{time}</span> });
    view! {
        <div class="chart__plot">
            <p class="chart__y" aria-hidden="true">
                {figures}
            </p>
            <svg viewBox="0 0 480 160" preserveAspectRatio="none" role="img" aria-label=says>
                <path class="chart__grid" d=grid></path>
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

/// A line with a band above it: each point is the typical and the slow length, in milliseconds. The picture reaches from zero
/// to `most`. Where nothing was measured, the line breaks off.
pub(crate) fn spark(points: &[Option<(u64, u64)>], most: u64, says: String) -> AnyView {
    let most = as_float(most.max(1));
    let (width, height) = SPARK;
    let step = width / as_float(points.len().saturating_sub(1).max(1) as u64);
    let y = |millis: u64| number(height - as_float(millis) / most * height);
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
            <path class="chart__grid" d="M0 0H280M0 72H280"></path>
            <path class="chart__band" d=band></path>
            <path class="chart__line" d=line></path>
        </svg>
    }
    .into_any()
}

/// A round step of the axis and how many of them reach `most`: the smallest step that needs no more than [`STEPS`]. Three or
/// more of them are never filled by less than two thirds; only one or two things need fewer.
fn axis(most: u64) -> (u64, u64) {
    let mut scale = 1_u64;
    loop {
        for factor in [1, 2, 5] {
            let step = scale.saturating_mul(factor);
            let steps = most.div_ceil(step).max(1);
            if steps <= STEPS {
                return (step, steps);
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
            (0, (1, 1)),
            (1, (1, 1)),
            (4, (1, 4)),
            (6, (2, 3)),
            (9, (2, 5)),
            (11, (5, 3)),
            (71, (20, 4)),
            (243, (50, 5)),
            (1_932, (500, 4)),
        ] {
            assert_eq!(axis(most), wanted, "{most}");
        }
    }

    #[test]
    fn no_axis_leaves_more_than_a_third_of_the_height_empty() {
        for most in (3..=5_000).chain([u64::MAX / 3, u64::MAX]) {
            let (step, steps) = axis(most);
            assert!((3..=STEPS).contains(&steps), "{most}");
            let top = u128::from(step) * u128::from(steps);
            assert!(top >= u128::from(most), "{most}");
            assert!(u128::from(most) * 3 > top * 2, "{most} of {top}");
        }
    }
}
