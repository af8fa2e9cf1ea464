//! The router's own list of its routes, read from what it prints of itself: axum has no other way to ask.

use std::collections::BTreeMap;

use ai_video_uploader::{app::router::router, service::Context};
use reqwest::Method;

/// What a route may be asked with, in the order in which axum prints it.
const METHODS: [(&str, Method); 7] = [
    ("get", Method::GET),
    ("delete", Method::DELETE),
    ("options", Method::OPTIONS),
    ("patch", Method::PATCH),
    ("post", Method::POST),
    ("put", Method::PUT),
    ("head", Method::HEAD),
];

/// One route.
#[derive(Debug, Clone)]
pub struct Listed {
    /// As axum writes it, with `{names}`.
    pub path: String,
    /// None of them for a route that takes any.
    pub methods: Vec<Method>,
}

impl Listed {
    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<&str> {
        self.path
            .split('/')
            .filter_map(|step| step.strip_prefix('{')?.strip_suffix('}'))
            .collect()
    }

    /// Whether all that lies behind it is answered in one way: "not found".
    pub fn is_the_rest(&self) -> bool {
        self.methods.is_empty() && (self.path.contains("{*") || self.path == "/api")
    }

    /// The methods that change something.
    pub fn changing(&self) -> impl Iterator<Item = &Method> {
        self.methods
            .iter()
            .filter(|method| ![Method::GET, Method::HEAD, Method::OPTIONS].contains(method))
    }
}

/// Every route, sorted by path.
pub fn routes(ctx: &Context) -> Vec<Listed> {
    let printed = format!("{:?}", router(ctx));
    let (own, _) = printed
        .split_once("fallback_router:")
        .expect("axum prints it");
    let (endpoints, paths) = own.split_once("paths: {").expect("axum prints it");
    let mut methods = BTreeMap::new();
    for endpoint in endpoints.split("RouteId(").skip(1) {
        let (id, rest) = endpoint.split_once("): ").expect("an id");
        let taken: Vec<Method> = METHODS
            .into_iter()
            .filter(|(name, _)| {
                rest.split_once(&format!(" {name}: "))
                    .is_some_and(|(_, what)| !what.starts_with("None"))
            })
            .map(|(_, method)| method)
            .collect();
        methods.insert(id.to_owned(), taken);
    }
    let mut listed: Vec<Listed> = paths
        .split("RouteId(")
        .skip(1)
        .map(|entry| {
            let (id, rest) = entry.split_once("): \"").expect("an id");
            let (path, _) = rest.split_once('"').expect("a path");
            Listed {
                path: path.to_owned(),
                methods: methods.remove(id).expect("an endpoint"),
            }
        })
        .collect();
    assert!(methods.is_empty(), "routes without a path: {methods:?}");
    listed.sort_by(|one, other| one.path.cmp(&other.path));
    listed
}

#[tokio::test]
async fn the_list_is_read_as_axum_prints_it() {
    let app = crate::harness::TestApp::start().await;
    let listed = routes(&app.ctx);
    for (path, methods) in [
        ("/", vec![Method::GET]),
        ("/posts/{id}", vec![Method::GET]),
        ("/posts/{id}/video", vec![Method::GET]),
        ("/api/posts/{id}/retry", vec![Method::POST]),
        ("/actions/keys/create", vec![Method::GET, Method::POST]),
        ("/actions/reject", vec![Method::POST]),
        ("/webhooks/tiktok", vec![Method::POST]),
        ("/logout", vec![Method::POST]),
        ("/api/{*rest}", vec![]),
    ] {
        let found = listed.iter().find(|route| route.path == path);
        assert_eq!(found.map(|route| &route.methods), Some(&methods), "{path}");
    }
    assert!(listed.len() > 40, "{listed:#?}");
}
