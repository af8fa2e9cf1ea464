//! The chunk plan keeps TikTok's rules whatever the size, and whatever TikTok means by MB.

use ai_video_uploader::domain::chunk::Plan;
use proptest::prelude::*;

/// The two readings of a megabyte.
const MEGABYTES: [u64; 2] = [1_000_000, 1 << 20];
const LARGEST: u64 = 10_000_000_000;
/// Where plans change.
const EDGES: &[u64] = &[
    1,
    5_000_000,
    5 << 20,
    10_000_000,
    64_000_000,
    64 << 20,
    128_000_000,
    128 << 20,
    10_000_000_000,
];

/// Sizes from 1 byte to 10 GB: even over the whole range, even over the magnitudes, and at the edges.
fn sizes() -> impl Strategy<Value = u64> {
    prop_oneof![
        1..=LARGEST,
        (0_u32..34, any::<u64>())
            .prop_map(|(bits, n)| ((1 << bits) + n % (1 << bits)).min(LARGEST)),
        (1_u64..=1000, -2_i64..=2)
            .prop_map(|(n, by)| (n * 10_000_000).saturating_add_signed(by).min(LARGEST)),
        (prop::sample::select(EDGES), -2_i64..=2)
            .prop_map(|(edge, by): (u64, i64)| edge.saturating_add_signed(by).clamp(1, LARGEST)),
    ]
}

/// Reference: Media Transfer Guide, "Chunk rules", and what the servers were seen to enforce.
fn keeps_the_rules(plan: Plan) -> Result<(), TestCaseError> {
    let (size, chunk, count) = (plan.size(), plan.chunk_size(), plan.count());
    prop_assert!((1..=1000).contains(&count));
    prop_assert!(chunk <= size);
    // Rounded down: the last chunk carries the remainder.
    prop_assert_eq!(count, size / chunk);
    if count == 1 {
        prop_assert_eq!(chunk, size);
    }
    let last = size - chunk * (count - 1);
    for megabyte in MEGABYTES {
        prop_assert!(chunk <= 64 * megabyte);
        prop_assert!(last <= 128 * megabyte);
        if count > 1 {
            prop_assert!(chunk >= 5 * megabyte);
            prop_assert!(last >= 5 * megabyte);
        }
        if size < 5 * megabyte {
            prop_assert_eq!(count, 1);
        }
        if size > 64 * megabyte {
            prop_assert!(count > 1);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tiktoks_rules_hold_under_both_readings_of_mb(size in sizes()) {
        keeps_the_rules(Plan::new(size).unwrap())?;
    }

    #[test]
    fn ranges_are_in_order_without_gaps_and_cover_every_byte(size in sizes()) {
        let plan = Plan::new(size).unwrap();
        let mut next = 0;
        for index in 0..plan.count() {
            let range = plan.range(index).unwrap();
            prop_assert_eq!(*range.start(), next);
            prop_assert!(range.end() >= range.start());
            next = range.end() + 1;
        }
        prop_assert_eq!(next, size);
        prop_assert_eq!(plan.range(plan.count()), None);
        prop_assert_eq!(plan.range(u64::MAX), None);
    }

    #[test]
    fn resuming_finds_the_chunk_that_begins_there(size in sizes(), index in any::<prop::sample::Index>()) {
        let plan = Plan::new(size).unwrap();
        let index = index.index(usize::try_from(plan.count()).unwrap()) as u64;
        let start = *plan.range(index).unwrap().start();
        prop_assert_eq!(plan.resume_at(start), Some(index));
        prop_assert_eq!(plan.resume_at(size), Some(plan.count()));
    }

    #[test]
    fn nothing_resumes_between_two_chunks(size in sizes(), sent in 0..=LARGEST) {
        let plan = Plan::new(size).unwrap();
        let begins = (0..plan.count()).any(|index| *plan.range(index).unwrap().start() == sent);
        prop_assert_eq!(plan.resume_at(sent).is_some(), begins || sent == size);
    }

    #[test]
    fn any_number_has_a_plan_or_none(size in any::<u64>()) {
        if let Some(plan) = Plan::new(size) {
            keeps_the_rules(plan)?;
            prop_assert!(plan.range(plan.count() - 1).is_some_and(|last| *last.end() == size - 1));
        } else {
            prop_assert!(size == 0 || size > 64_000_000_000);
        }
    }
}

/// The table of the reference.
#[test]
fn known_sizes_have_their_known_plans() {
    for (size, chunk_size, count) in [
        (3_145_728, 3_145_728, 1),
        (7_340_032, 7_340_032, 1),
        (64_000_000, 64_000_000, 1),
        (64_000_001, 10_000_000, 6),
        (67_108_864, 10_000_000, 6),
        (100_000_123, 10_000_000, 10),
        (602_285_541, 10_000_000, 60),
        (4_294_967_296, 10_000_000, 429),
    ] {
        let plan = Plan::new(size).unwrap();
        assert_eq!(
            (plan.chunk_size(), plan.count()),
            (chunk_size, count),
            "{size}"
        );
    }
    assert_eq!(Plan::new(0), None);
}
