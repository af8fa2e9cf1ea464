//! Style sheet, modules, icons and pictures as browsers get them, and under which names. The build script reads this, so that
//! the program has every file in it three times: as it is, and compressed in two ways.

#[path = "stylesheet.rs"]
mod stylesheet;

use sha2::{Digest as _, Sha256};

/// A file, as it is served.
pub struct Source {
    /// The constant by which the program names it.
    pub name: &'static str,
    /// Its name, which changes with its content.
    pub file: String,
    pub kind: Kind,
    pub body: String,
}

#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Css,
    Js,
    Svg,
}

impl Kind {
    const fn extension(self) -> &'static str {
        match self {
            Self::Css => "css",
            Self::Js => "js",
            Self::Svg => "svg",
        }
    }
}

macro_rules! public {
    ($file:literal) => {
        include_str!(concat!("../../../public/", $file))
    };
}

/// All of them.
pub fn all() -> Vec<Source> {
    use Kind::{Css, Js, Svg};

    // Makes one tree of elements into another with as few changes as possible. It comes as a classic script.
    let idiomorph = Source::new(
        "IDIOMORPH",
        "idiomorph",
        Js,
        concat!(
            public!("vendor/idiomorph/idiomorph.min.js"),
            "\nexport { Idiomorph };\n"
        ),
    );
    // Keeps a page that follows the work up to date.
    let live = public!("modules/live.js").replace(
        "../vendor/idiomorph/idiomorph.min.js",
        &format!("/assets/{}", idiomorph.file),
    );
    let of = Source::new;
    vec![
        // All style in one file.
        of("STYLESHEET", "style", Css, &stylesheet::joined()),
        // Every icon as a symbol.
        of("ICONS", "icons", Svg, public!("icons.svg")),
        // The sign of the product, for the browser's tab; and the same with a dot, for when something needs review.
        of("MARK", "mark", Svg, public!("mark.svg")),
        of(
            "MARK_WAITING",
            "mark-waiting",
            Svg,
            public!("mark-waiting.svg"),
        ),
        // What every page gains from a script: buttons that copy, the caption's counter.
        of("PAGE_MODULE", "page", Js, public!("modules/page.js")),
        // The settings page: the device's time zone.
        of(
            "SETTINGS_MODULE",
            "settings",
            Js,
            public!("modules/settings.js"),
        ),
        of("LIVE_MODULE", "live", Js, &live),
        idiomorph,
        // Single keys, where somebody is signed in.
        of("KEYS_MODULE", "keys", Js, public!("modules/keys.js")),
        // Lists of posts: stills that load when they are near, choosing several drafts.
        of("LIST_MODULE", "list", Js, public!("modules/list.js")),
        // The rules of the publish form.
        of(
            "PUBLISH_MODULE",
            "publish",
            Js,
            public!("modules/publish.js"),
        ),
        // Chosen files go up in pieces, by the client of tus as its makers publish it.
        of("UPLOAD_MODULE", "upload", Js, public!("modules/upload.js")),
        of(
            "TUS_CLIENT",
            "tus",
            Js,
            public!("vendor/tus-js-client/tus.min.js"),
        ),
        // Drawn pictures, where a page shows what a video looks like before there is one.
        of("RIDGE", "ridge", Svg, public!("stills/ridge.svg")),
        of("STUDIO", "studio", Svg, public!("stills/studio.svg")),
        of("DUNES", "dunes", Svg, public!("stills/dunes.svg")),
        of("NIGHT", "night", Svg, public!("stills/night.svg")),
        of("FERN", "fern", Svg, public!("stills/fern.svg")),
        of("HARBOUR", "harbour", Svg, public!("stills/harbour.svg")),
    ]
}

impl Source {
    fn new(name: &'static str, stem: &str, kind: Kind, body: &str) -> Self {
        let body = match kind {
            Kind::Js => without_remarks(body),
            Kind::Css | Kind::Svg => body.to_owned(),
        };
        let hash = hex::encode(&Sha256::digest(&body)[..6]);
        Self {
            name,
            file: format!("{stem}-{hash}.{}", kind.extension()),
            kind,
            body,
        }
    }
}

/// A module without its indentation and the lines that are nothing but a remark. A vendored one is one long line and stays.
fn without_remarks(module: &str) -> String {
    let mut out = String::with_capacity(module.len());
    let lines = module.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        out.push_str(line);
        out.push('\n');
    }
    out
}
