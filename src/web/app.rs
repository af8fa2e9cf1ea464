//! The pages' addresses, as Leptos routes them. Every page is rendered whole before its first byte goes out, so that its
//! status is right and no script is needed.

use axum::{Router, extract::Request, routing::get};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router as Pages, Routes},
    hooks::use_params_map,
    path,
};

use super::{
    load::{account, activity, drafts, open, post, publish},
    render::{answer, page},
    shell,
};
use crate::service::Context;

/// The document with whatever page the address names.
fn app() -> impl IntoView {
    shell::document(view! {
        <Pages>
            <Routes fallback=|| page(open::lost)>
                <Route path=path!("/") view=|| page(drafts::load) ssr=SsrMode::Async />
                <Route path=path!("/posts/:id") view=one_post ssr=SsrMode::Async />
                <Route path=path!("/posts/:id/publish") view=publish_one ssr=SsrMode::Async />
                <Route path=path!("/upload") view=|| page(account::upload) ssr=SsrMode::Async />
                <Route path=path!("/accounts") view=|| page(account::accounts) ssr=SsrMode::Async />
                <Route path=path!("/api-keys") view=|| page(account::keys) ssr=SsrMode::Async />
                <Route path=path!("/api-keys/:id/revoke") view=revoke_key ssr=SsrMode::Async />
                <Route path=path!("/n8n") view=|| page(account::n8n) ssr=SsrMode::Async />
                <Route path=path!("/activity") view=|| page(activity::load) ssr=SsrMode::Async />
                <Route path=path!("/settings") view=|| page(account::settings) ssr=SsrMode::Async />
                <Route path=path!("/settings/delete") view=|| page(account::delete) ssr=SsrMode::Async />
                <Route path=path!("/deleted/:id") view=one_receipt ssr=SsrMode::Async />
                <Route path=path!("/login") view=|| page(open::login) ssr=SsrMode::Async />
                <Route path=path!("/privacy") view=|| page(open::privacy) ssr=SsrMode::Async />
                <Route path=path!("/terms") view=|| page(open::terms) ssr=SsrMode::Async />
            </Routes>
        </Pages>
    })
}

fn one_post() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    page(|visit, form| post::load(visit, form, id))
}

fn revoke_key() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    page(|visit, form| account::revoke(visit, form, id))
}

fn publish_one() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    page(|visit, form| publish::load(visit, form, id))
}

fn one_receipt() -> impl IntoView {
    let id = use_params_map().read_untracked().get("id");
    page(|visit, form| open::receipt(visit, form, id))
}

/// One route for each page.
pub(super) fn routes(ctx: &Context) -> Router<Context> {
    let mut router = Router::new();
    for listed in leptos_axum::generate_route_list(app) {
        let ctx = ctx.clone();
        router = router.route(
            listed.path(),
            get(move |request: Request| answer(ctx, app, request)),
        );
    }
    router
}
