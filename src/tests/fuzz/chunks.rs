//! The chunk plan: every byte once, in order, and resuming at boundaries only, whatever the numbers.

#![no_main]

use ai_video_uploader::domain::chunk::Plan;
use libfuzzer_sys::fuzz_target;

fn is_sound(plan: Plan, index: u64, sent: u64) {
    assert_eq!(*plan.range(0).expect("a first chunk").start(), 0);
    let last = plan.range(plan.count() - 1).expect("a last chunk");
    assert_eq!(*last.end(), plan.size() - 1);
    assert_eq!(plan.range(plan.count()), None);
    if let Some(range) = plan.range(index) {
        assert!(range.start() <= range.end() && *range.end() < plan.size());
        if let Some(next) = plan.range(index + 1) {
            assert_eq!(range.end() + 1, *next.start());
        }
        assert_eq!(plan.resume_at(*range.start()), Some(index));
    }
    if let Some(index) = plan.resume_at(sent) {
        let start = plan.range(index).map_or(plan.size(), |range| *range.start());
        assert_eq!(start, sent);
    }
}

fuzz_target!(|input: (u64, u64, u64, u64)| {
    let (size, chunk_size, index, sent) = input;
    let plans = [Plan::new(size), Plan::new(size % 10_000_000_001), Plan::agreed(size, chunk_size)];
    for plan in plans.into_iter().flatten() {
        is_sound(plan, index, sent);
        is_sound(plan, index % plan.count(), sent);
        is_sound(plan, 0, index.wrapping_mul(plan.chunk_size()));
    }
});
