//! Style sheet, modules, icons and pictures: built into the program, served under names that change with their content.

#[cfg(test)]
mod contrast;
mod stylesheet;

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tower_http::{CompressionLevel, compression::CompressionLayer};

macro_rules! assets {
    ($($(#[$doc:meta])* $name:ident = $stem:literal $kind:ident $body:expr;)+) => {
        $($(#[$doc])*
        pub(crate) static $name: LazyLock<Asset> =
            LazyLock::new(|| Asset::new($stem, Kind::$kind, $body));)+

        /// All of them.
        pub(super) static ALL: &[&LazyLock<Asset>] = &[$(&$name),+];
    };
}

macro_rules! public {
    ($file:literal) => {
        include_str!(concat!("../../../public/", $file))
    };
}

assets! {
    /// All style in one file.
    STYLESHEET = "style" Css stylesheet::joined();
    /// Every icon as a symbol.
    ICONS = "icons" Svg public!("icons.svg");
    /// The sign of the product, for the browser's tab.
    MARK = "mark" Svg public!("mark.svg");
    /// The same with a dot, for when something needs review.
    MARK_WAITING = "mark-waiting" Svg public!("mark-waiting.svg");
    /// What every page gains from a script: buttons that copy, the caption's counter.
    PAGE_MODULE = "page" Js public!("modules/page.js");
    /// The settings page: the device's time zone.
    SETTINGS_MODULE = "settings" Js public!("modules/settings.js");
    /// Keeps a page that follows the work up to date.
    LIVE_MODULE = "live" Js public!("modules/live.js")
        .replace("../vendor/idiomorph/idiomorph.min.js", IDIOMORPH.path());
    /// Makes one tree of elements into another with as few changes as possible. It comes as a classic script.
    IDIOMORPH = "idiomorph" Js concat!(
        public!("vendor/idiomorph/idiomorph.min.js"),
        "\nexport { Idiomorph };\n"
    );
    /// Single keys, where somebody is signed in.
    KEYS_MODULE = "keys" Js public!("modules/keys.js");
    /// Lists of posts: stills that load when they are near, choosing several drafts.
    LIST_MODULE = "list" Js public!("modules/list.js");
    /// The rules of the publish form.
    PUBLISH_MODULE = "publish" Js public!("modules/publish.js");
    /// Chosen files go up in pieces.
    UPLOAD_MODULE = "upload" Js public!("modules/upload.js");
    /// The client of tus, as its makers publish it.
    TUS_CLIENT = "tus" Js public!("vendor/tus-js-client/tus.min.js");
    /// A drawn picture, where a page shows what a video looks like before there is one.
    RIDGE = "ridge" Svg public!("stills/ridge.svg");
    /// Another.
    STUDIO = "studio" Svg public!("stills/studio.svg");
    /// Another.
    DUNES = "dunes" Svg public!("stills/dunes.svg");
    /// Another.
    NIGHT = "night" Svg public!("stills/night.svg");
    /// Another.
    FERN = "fern" Svg public!("stills/fern.svg");
    /// Another.
    HARBOUR = "harbour" Svg public!("stills/harbour.svg");
}

/// A file that belongs to the program.
#[derive(Debug)]
pub(crate) struct Asset {
    path: String,
    kind: Kind,
    body: Bytes,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
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

    const fn media_type(self) -> &'static str {
        match self {
            Self::Css => "text/css; charset=utf-8",
            Self::Js => "text/javascript; charset=utf-8",
            Self::Svg => "image/svg+xml",
        }
    }
}

impl Asset {
    fn new(stem: &str, kind: Kind, body: impl Into<Bytes>) -> Self {
        let body = match kind {
            Kind::Js => without_remarks(body.into()),
            Kind::Css | Kind::Svg => body.into(),
        };
        let hash = hex::encode(&Sha256::digest(&body)[..6]);
        Self {
            path: format!("/assets/{stem}-{hash}.{}", kind.extension()),
            kind,
            body,
        }
    }

    /// Where it is served.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What is served.
    #[cfg(test)]
    pub(crate) const fn body(&self) -> &Bytes {
        &self.body
    }
}

/// A module without its indentation and the lines that are nothing but a remark. A vendored one is one long line and stays.
fn without_remarks(module: Bytes) -> Bytes {
    let Ok(text) = std::str::from_utf8(&module) else {
        return module;
    };
    let mut out = String::with_capacity(text.len());
    let lines = text.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with("//")) {
        out.push_str(line);
        out.push('\n');
    }
    out.into()
}

/// Assets are asked for once by each browser and kept for ever: they may take more time to be small than pages may.
/// Of Brotli's 11 levels, those beyond this one make them hardly smaller and ten times slower.
const SMALL: CompressionLevel = CompressionLevel::Precise(9);

/// What search engines are told: nothing here is for them.
const ROBOTS: &str = public!("robots.txt");

/// `GET /assets/{file}`: cacheable for ever, because another content has another name; and `GET /robots.txt`.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/assets/{file}",
            get(|Path(file): Path<String>| async move { answer(&file) }),
        )
        .route("/robots.txt", get(|| async { ROBOTS }))
        .layer(CompressionLayer::new().quality(SMALL))
}

fn answer(file: &str) -> Response {
    let found = ALL
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(file));
    match found {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.kind.media_type()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ],
            asset.body.clone(),
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_asset_answers_under_its_own_name() {
        for asset in ALL {
            let file = asset.path().strip_prefix("/assets/").unwrap();
            let response = answer(file);
            assert_eq!(response.status(), StatusCode::OK);
            assert!(
                response.headers()[header::CACHE_CONTROL]
                    .to_str()
                    .unwrap()
                    .ends_with("immutable")
            );
        }
        assert_eq!(answer("style.css").status(), StatusCode::NOT_FOUND);
    }
}
