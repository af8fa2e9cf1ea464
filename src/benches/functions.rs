//! Functions that every video or every keystroke runs, by criterion: `cargo bench --bench functions`.

use std::{hint::black_box, io::Cursor};

use ai_video_uploader::{
    domain::{caption, chunk::Plan},
    media::probe,
};
use criterion::{Criterion, criterion_group, criterion_main};

const INDEX_FIRST: &[u8] = include_bytes!("../tests/fixtures/h264.mp4");
const INDEX_LAST: &[u8] = include_bytes!("../tests/fixtures/h264_moov_at_end.mp4");
const FRAGMENTED: &[u8] = include_bytes!("../tests/fixtures/fragmented.mp4");
const WEBM: &[u8] = include_bytes!("../tests/fixtures/vp9.webm");

fn probing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("probe");
    for (name, file) in [
        ("mp4, index first", INDEX_FIRST),
        ("mp4, index last", INDEX_LAST),
        ("mp4, fragmented", FRAGMENTED),
        ("webm", WEBM),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| probe::read(Cursor::new(black_box(file)), file.len() as u64));
        });
    }
}

fn captions(criterion: &mut Criterion) {
    let words = "สวัสดี first light #harbour 🌅 ".repeat(80);
    criterion.bench_function("caption: length in UTF-16", |bench| {
        bench.iter(|| caption::length(black_box(&words)));
    });
    criterion.bench_function("caption: hashtags", |bench| {
        bench.iter(|| caption::hashtags(black_box(&words)));
    });
}

fn plans(criterion: &mut Criterion) {
    criterion.bench_function("plan of the chunks of 4 GB", |bench| {
        bench.iter(|| {
            let plan = Plan::new(black_box(4_000_000_000))?;
            (0..plan.count())
                .filter_map(|index| plan.range(index))
                .map(|range| range.end() - range.start())
                .max()
        });
    });
}

criterion_group!(functions, probing, captions, plans);
criterion_main!(functions);
