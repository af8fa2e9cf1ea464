//! The dialog that lists the keys, with the switch that turns them off. `public/modules/keys.js` listens to them.

use leptos::prelude::*;

use crate::web::words::keyboard as words;

const DIALOG: &str = "keys";

/// Opens the dialog. Without a script there are no such keys, so it is hidden until one runs.
pub(crate) fn opener() -> AnyView {
    view! {
        <button
            class="btn btn--link"
            type="button"
            popovertarget=DIALOG
            aria-keyshortcuts="?"
            data-scripted
            hidden
        >
            {words::TITLE}
        </button>
    }
    .into_any()
}

/// The dialog.
pub(crate) fn dialog() -> AnyView {
    let places = words::KEYS.map(|(place, keys)| {
        let keys = keys
            .iter()
            .map(|(key, what)| {
                view! {
                    <dt>
                        <kbd>{*key}</kbd>
                    </dt>
                    <dd>{*what}</dd>
                }
            })
            .collect_view();
        view! {
            <h3>{place}</h3>
            <dl class="keys">{keys}</dl>
        }
    });
    view! {
        <div class="dialog" id=DIALOG popover="auto" role="dialog" aria-labelledby="keys-title">
            <h2 id="keys-title">{words::TITLE}</h2>
            <p>{words::INTRO}</p>
            {places.collect_view()}
            <label class="switch keys__switch">
                {words::SWITCH}
                <input type="checkbox" role="switch" autocomplete="off" checked data-keys-switch />
                <span class="hint">{words::SWITCH_HINT}</span>
            </label>
            <p class="cluster dialog__acts">
                <button
                    class="btn"
                    type="button"
                    popovertarget=DIALOG
                    popovertargetaction="hide"
                    data-keys-close
                >
                    {words::CLOSE}
                </button>
            </p>
        </div>
    }
    .into_any()
}
