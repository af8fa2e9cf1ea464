//! The build script: writes every file for browsers, as it is and compressed, into the program, so that serving one costs
//! nothing but sending it.

#![expect(clippy::unwrap_used, reason = "a build that cannot go on ends")]

mod sources;

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

/// Of Brotli's 11 levels, those beyond this one make files hardly smaller and ten times slower to build.
const BROTLI: u32 = 9;
/// The largest window that every browser takes.
const WINDOW: u32 = 22;

fn main() {
    for read in ["public", "style", "src/web/assets"] {
        println!("cargo:rerun-if-changed={read}");
    }
    let folder = std::env::var_os("OUT_DIR").unwrap();
    let folder = Path::new(&folder);
    let (mut assets, mut names) = (String::new(), Vec::new());
    for source in sources::all() {
        let (name, file) = (source.name, &source.file);
        let body = source.body.as_bytes();
        fs::write(folder.join(file), body).unwrap();
        fs::write(folder.join(format!("{file}.br")), brotli(body)).unwrap();
        fs::write(folder.join(format!("{file}.gz")), gzip(body)).unwrap();
        writeln!(
            assets,
            "pub(crate) static {name}: Asset = Asset {{ path: \"/assets/{file}\", kind: Kind::{:?}, \
             body: include_bytes!(\"{file}\"), brotli: include_bytes!(\"{file}.br\"), gzip: include_bytes!(\"{file}.gz\") }};",
            source.kind
        )
        .unwrap();
        names.push(format!("&{name}"));
    }
    let names = names.join(", ");
    writeln!(assets, "pub(super) static ALL:&[&Asset]=&[{names}];").unwrap();
    fs::write(folder.join("assets.rs"), assets).unwrap();
}

fn brotli(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, BROTLI, WINDOW);
    encoder.write_all(body).unwrap();
    drop(encoder);
    out
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}
