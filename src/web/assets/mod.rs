//! Style sheet, modules, icons and pictures: built into the program as browsers take them, compressed beforehand (`build`),
//! and served under names that change with their content. Which there are is in `sources`.

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod stylesheet;

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

// One constant for each file, and ALL of them.
include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A file that belongs to the program.
#[derive(Debug)]
pub(crate) struct Asset {
    path: &'static str,
    kind: Kind,
    body: &'static [u8],
    brotli: &'static [u8],
    gzip: &'static [u8],
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Css,
    Js,
    Svg,
}

impl Kind {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Css => "text/css; charset=utf-8",
            Self::Js => "text/javascript; charset=utf-8",
            Self::Svg => "image/svg+xml",
        }
    }
}

impl Asset {
    /// Where it is served.
    pub(crate) const fn path(&self) -> &'static str {
        self.path
    }

    /// What is served.
    #[cfg(test)]
    pub(crate) const fn body(&self) -> &'static [u8] {
        self.body
    }

    /// The smallest form that the browser takes, and its name.
    fn for_browser(&self, asks: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
        let forms = [(self.brotli, "br"), (self.gzip, "gzip")];
        let taken = forms
            .into_iter()
            .filter(|(body, _)| body.len() < self.body.len())
            .find(|(_, name)| takes(asks, name));
        taken.map_or((self.body, None), |(body, name)| (body, Some(name)))
    }
}

/// Whether `Accept-Encoding` names this encoding and does not rule it out.
fn takes(asks: &HeaderMap, encoding: &str) -> bool {
    let lists = asks.get_all(header::ACCEPT_ENCODING).iter();
    lists
        .filter_map(|list| list.to_str().ok())
        .flat_map(|list| list.split(','))
        .any(|choice| {
            let mut parts = choice.split(';').map(str::trim);
            let is_named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let is_ruled_out = weight
                .is_some_and(|weight| weight.parse::<f32>().is_ok_and(|weight| weight <= 0.0));
            is_named && !is_ruled_out
        })
}

/// What search engines are told: nothing here is for them.
const ROBOTS: &str = include_str!("../../../public/robots.txt");

/// `GET /assets/{file}`: cacheable for ever, because another content has another name; and `GET /robots.txt`.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route(
            "/assets/{file}",
            get(|Path(file): Path<String>, asks: HeaderMap| async move { answer(&file, &asks) }),
        )
        .route("/robots.txt", get(|| async { ROBOTS }))
}

fn answer(file: &str, asks: &HeaderMap) -> Response {
    let found = ALL
        .iter()
        .find(|asset| asset.path.strip_prefix("/assets/") == Some(file));
    let Some(asset) = found else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let (body, encoding) = asset.for_browser(asks);
    let mut response = (
        [
            (header::CONTENT_TYPE, asset.kind.media_type()),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (header::VARY, "accept-encoding"),
        ],
        body,
    )
        .into_response();
    if let Some(encoding) = encoding {
        let encoding = HeaderValue::from_static(encoding);
        response
            .headers_mut()
            .insert(header::CONTENT_ENCODING, encoding);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(encodings: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(encodings);
        HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)])
    }

    fn encoding_of(encodings: &'static str) -> Option<String> {
        let file = STYLESHEET.path().strip_prefix("/assets/").unwrap();
        let response = answer(file, &asking(encodings));
        let encoding = response.headers().get(header::CONTENT_ENCODING)?;
        Some(encoding.to_str().unwrap().to_owned())
    }

    #[test]
    fn each_asset_answers_under_its_own_name() {
        for asset in ALL {
            let file = asset.path().strip_prefix("/assets/").unwrap();
            let response = answer(file, &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::OK);
            assert!(
                response.headers()[header::CACHE_CONTROL]
                    .to_str()
                    .unwrap()
                    .ends_with("immutable")
            );
        }
        let nothing = answer("style.css", &HeaderMap::new());
        assert_eq!(nothing.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn a_browser_gets_the_smallest_form_that_it_takes() {
        assert_eq!(
            encoding_of("gzip, deflate, br, zstd").as_deref(),
            Some("br")
        );
        assert_eq!(encoding_of("GZIP;q=0.5, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(encoding_of("deflate"), None);
        assert_eq!(encoding_of("x-br, gzip;q=0.0"), None);
        assert!(STYLESHEET.brotli.len() < STYLESHEET.gzip.len());
        // Of the 30 KB that a first visit may cost.
        assert!(
            STYLESHEET.brotli.len() < 15 * 1024,
            "{}",
            STYLESHEET.brotli.len()
        );
    }
}
