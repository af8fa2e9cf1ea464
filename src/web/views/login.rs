//! The sign-in page.

use leptos::prelude::*;

use crate::web::{
    assets,
    components::{
        icon::{Icon, icon, mark},
        notice::{self, Notice},
    },
    next::leading_to,
    paths, words,
    words::login as say,
};

/// What the sign-in page knows.
#[derive(Debug, Clone)]
pub(crate) struct LoginView {
    /// The name of the installation.
    pub(crate) app_name: String,
    /// Who runs it.
    pub(crate) operator_name: Option<String>,
    /// Where to go afterwards: a path of ours.
    pub(crate) next: Option<String>,
    /// Why the last try did not work.
    pub(crate) refused: Option<Notice>,
    /// How long a file may stay, in hours.
    pub(crate) retention_hours: u64,
}

/// The page.
pub(crate) fn login_page(view: &LoginView) -> AnyView {
    view! {
        <main class="door__in" id="main">
            <div class="door__text">
                <p class="brand">{mark()} {view.app_name.clone()}</p>
                <div class="door__main">
                    <h1>{say::HEADLINE}</h1>
                    <p class="lead">
                        {say::LEAD}
                    </p>
                    {view
                        .refused
                        .as_ref()
                        .map(|refused| {
                            view! { <div class="door__notice">{notice::notice(refused)}</div> }
                        })}
                    {sign_in(view.next.as_deref())}
                    <p class="hint" data-accepting>
                        {say::ACCEPT.0} <a href=paths::TERMS>{words::shell::TERMS}</a> {say::ACCEPT.1}
                        <a href=paths::PRIVACY>{words::shell::PRIVACY}</a> {say::ACCEPT.2}
                    </p>
                    <p class="hint">
                        {say::WHAT_WE_LEARN}
                    </p>
                </div>
                {promises(view.retention_hours)}
                <p class="door__foot">
                    <span>{words::shell::run_by(view.operator_name.as_deref())}</span>
                    <a href=paths::PRIVACY>{words::shell::PRIVACY}</a>
                    <a href=paths::TERMS>{words::shell::TERMS}</a>
                </p>
            </div>
            {film()}
        </main>
    }
    .into_any()
}

fn sign_in(next: Option<&str>) -> AnyView {
    // A link, not a form: `form-action` of the content security policy would also bind the redirect to Google.
    let address = leading_to(paths::SIGN_IN, next);
    view! {
            <a class="btn google" href=address>
                <svg class="google__g" viewBox="0 0 20 20" aria-hidden="true">
                    <path class="g1" d="M16.4 10H10.2"></path>
                    <path class="g1" d="M16.4 10a6.4 6.4 0 0 1-2.35 4.95"></path>
                    <path class="g2" d="M14.05 14.95A6.4 6.4 0 0 1 4.45 13.2"></path>
                    <path class="g3" d="M4.45 13.2a6.4 6.4 0 0 1 0-6.4"></path>
                    <path class="g4" d="M4.45 6.8a6.4 6.4 0 0 1 9.9-1.55"></path>
                </svg>
                {say::WITH_GOOGLE}
            </a>
    }
    .into_any()
}

fn promises(retention_hours: u64) -> AnyView {
    view! {
        <ul class="door__facts">
            <li>
                {icon(Icon::Eye)}
                <span>
                    <b>{say::NOTHING_PUBLIC}</b>
                    " "
                    {say::A_PERSON}
                </span>
            </li>
            <li>
                {icon(Icon::Trash)}
                <span>
                    <b>{say::FILES_GO}</b>
                    " "
                    {say::deleted(retention_hours)}
                </span>
            </li>
            <li>
                {icon(Icon::Shield)}
                <span>
                    <b>{say::YOURS}</b>
                    " "
                    {say::ONE_PROGRAM}
                </span>
            </li>
        </ul>
    }
    .into_any()
}

/// Two strips of film: what was chosen is ringed, what was not is crossed out.
fn film() -> AnyView {
    let ring = view! {
        <svg class="pencil" viewBox="0 0 200 320" preserveAspectRatio="none">
            <path d="M118 9C58 2 17 70 14 156c-3 92 34 152 88 152 58 0 88-66 85-158C184 62 146 12 92 18c-9 1-18 4-26 9"></path>
        </svg>
    };
    let cross = view! {
        <svg class="pencil pencil--wax" viewBox="0 0 200 320" preserveAspectRatio="none">
            <path d="M48 66c30 52 66 118 106 188M152 60C118 118 84 178 50 262"></path>
        </svg>
    };
    view! {
        <div class="door__sheet" aria-hidden="true">
            {strip(
                ["▸ 11", "11A", "▸ 12", "12A", "▸ 13", "13A"],
                [
                    picture(assets::RIDGE.path(), ().into_any()),
                    picture(assets::STUDIO.path(), ring.into_any()),
                    picture(assets::DUNES.path(), ().into_any()),
                ],
            )}
            {strip(
                ["▸ 14", "14A", "▸ 15", "15A", "▸ 16", "16A"],
                [
                    picture(assets::NIGHT.path(), cross.into_any()),
                    picture(assets::FERN.path(), ().into_any()),
                    picture(assets::HARBOUR.path(), ().into_any()),
                ],
            )}
        </div>
    }
    .into_any()
}

fn picture(source: &str, drawn: AnyView) -> AnyView {
    view! {
        <span>
            <img src=source.to_owned() alt="" width="180" height="320" />
            {drawn}
        </span>
    }
    .into_any()
}

fn strip(print: [&'static str; 6], pictures: [AnyView; 3]) -> AnyView {
    view! {
        <div class="strip">
            <span class="strip__edge">
                {print.map(|print| view! { <span>{print}</span> }).collect_view()}
            </span>
            <span class="strip__frames">{Vec::from(pictures)}</span>
            <span class="strip__edge">
                <span class="frame__ticks"></span>
                <span class="frame__ticks"></span>
                <span class="frame__ticks"></span>
            </span>
        </div>
    }
    .into_any()
}
