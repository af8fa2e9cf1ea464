//! What stays of a deleted account: a receipt that names nobody, as a page and as a text to keep.

use leptos::prelude::*;

use crate::{
    domain::deletion::Receipt,
    web::{
        components::{
            icon::{Icon, icon},
            time,
        },
        format::{self, Now},
        paths,
        words::deletion as say,
    },
};

/// What the page knows.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptView {
    /// Now.
    pub(crate) now: Now,
    /// The receipt.
    pub(crate) receipt: Receipt,
}

/// The page's title: whether all is gone.
pub(crate) const fn title(receipt: &Receipt) -> &'static str {
    match receipt.done_at {
        Some(_) => say::DONE,
        None => say::NEARLY_DONE,
    }
}

/// The page.
pub(crate) fn receipt_page(view: &ReceiptView) -> AnyView {
    let (receipt, now) = (&view.receipt, view.now);
    let lead = match receipt.done_at {
        Some(_) => say::DONE_LEAD,
        None => say::NEARLY_DONE_LEAD,
    };
    let at = |moment| time::moment(moment, format::exact(moment, now));
    let ended = receipt.done_at.map_or_else(|| say::NOT_YET.into_any(), at);
    let untold = (receipt.not_revoked > 0).then(|| {
        view! {
            <dt>{say::NOT_REVOKED}</dt>
            <dd>
                {receipt.not_revoked} <p class="hint">{say::NOT_REVOKED_WHY}</p>
            </dd>
        }
    });
    view! {
        <main class="page" id="main">
            <div class="page-head">
                <div>
                    <h1>{title(receipt)}</h1>
                    <p class="lead">{lead}</p>
                </div>
            </div>
            <div class="panel stack ask">
                <dl class="facts">
                    <dt>{say::RECEIPT}</dt>
                    <dd>
                        <code>{receipt.id.to_string()}</code>
                    </dd>
                    <dt>{say::ASKED}</dt>
                    <dd>{at(receipt.asked_at)}</dd>
                    <dt>{say::ENDED}</dt>
                    <dd>{ended}</dd>
                    <dt>{say::ROWS}</dt>
                    <dd>{say::rows(receipt.rows, receipt.posts)}</dd>
                    <dt>{say::FILES}</dt>
                    <dd>{format::count(receipt.files)}</dd>
                    <dt>{say::REVOKED}</dt>
                    <dd>{receipt.revoked}</dd>
                    {untold}
                </dl>
                <p class="hint">{say::KEEP_IT}</p>
                <p class="cluster">
                    <a class="btn" href=paths::receipt_file(receipt.id)>
                        {icon(Icon::Download)}
                        {say::SAVE}
                    </a>
                    <a class="btn btn--quiet" href=paths::LOGIN>
                        {say::SIGN_IN}
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}

/// The same as a text.
pub(crate) fn receipt_text(receipt: &Receipt, app_name: &str, address: &str) -> String {
    let done = receipt.done_at.map(|at| at.to_string());
    let mut lines = vec![
        (say::RECEIPT, receipt.id.to_string()),
        (say::ASKED, receipt.asked_at.to_string()),
        (say::ENDED, done.unwrap_or_else(|| say::NOT_YET.to_owned())),
        (say::ROWS, say::rows(receipt.rows, receipt.posts)),
        (say::FILES, receipt.files.to_string()),
        (say::REVOKED, receipt.revoked.to_string()),
    ];
    if receipt.not_revoked > 0 {
        let untold = format!("{}. {}", receipt.not_revoked, say::NOT_REVOKED_WHY);
        lines.push((say::NOT_REVOKED, untold));
    }
    let lines: String = lines
        .iter()
        .map(|(name, value)| say::line(name, value))
        .collect();
    format!("{app_name}, {address}\n{}\n\n{lines}", title(receipt))
}
