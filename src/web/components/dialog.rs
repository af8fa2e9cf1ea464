//! Dialogs: popovers, so that they open without a script. They confirm what destroys.

use leptos::prelude::*;

use crate::web::words::page;

/// A question before something is lost.
pub(crate) struct Confirm<'a> {
    /// The popover's id, unique on the page.
    pub(crate) id: &'a str,
    /// The question.
    pub(crate) title: &'a str,
    /// What is lost.
    pub(crate) text: &'a str,
    /// Where the form goes.
    pub(crate) action: &'static str,
    /// Hidden field: name and value.
    pub(crate) field: (&'static str, String),
    /// The button that does it.
    pub(crate) yes: &'static str,
    /// Its class.
    pub(crate) yes_class: &'static str,
    /// The button that closes the dialog.
    pub(crate) no: &'static str,
}

impl<'a> Confirm<'a> {
    /// A question before something is destroyed.
    pub(crate) fn destroying(
        id: &'a str,
        (title, text): (&'a str, &'a str),
        action: &'static str,
        field: (&'static str, String),
        (yes, no): (&'static str, &'static str),
    ) -> Self {
        Self {
            id,
            title,
            text,
            action,
            field,
            yes,
            yes_class: "btn btn--stop",
            no,
        }
    }

    /// The dialog, with `inside` between the text and the buttons.
    pub(crate) fn with(self, inside: AnyView) -> AnyView {
        let id = self.id.to_owned();
        let heading = format!("{id}-title");
        let (name, value) = self.field;
        view! {
            <div class="dialog" id=id popover="auto" role="dialog" aria-labelledby=heading>
                <h2 id=heading.clone()>{self.title.to_owned()}</h2>
                <p>{self.text.to_owned()}</p>
                <form method="post" action=self.action>
                    <input type="hidden" name=name value=value />
                    {inside}
                    <p class="cluster dialog__acts">
                        <button class=self.yes_class>{self.yes}</button>
                        <button class="btn btn--quiet" type="button" popovertarget=id.clone() popovertargetaction="hide">
                            {self.no}
                        </button>
                    </p>
                </form>
            </div>
        }
        .into_any()
    }

    /// The dialog.
    pub(crate) fn view(self) -> AnyView {
        self.with(().into_any())
    }
}

/// A dialog that shows something and can only be closed.
pub(crate) fn showing(
    id: &str,
    title: &'static str,
    text: &'static str,
    inside: AnyView,
) -> AnyView {
    let heading = format!("{id}-title");
    view! {
        <div class="dialog" id=id.to_owned() popover="auto" role="dialog" aria-labelledby=heading>
            <h2 id=heading.clone()>{title}</h2>
            <p>{text}</p>
            <div class="dialog__acts stack">{inside}</div>
            <p class="cluster dialog__acts">
                <button class="btn" type="button" popovertarget=id.to_owned() popovertargetaction="hide">
                    {page::CLOSE}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// The button that opens the dialog `id`.
pub(crate) fn opener(id: &str, class: &'static str, content: impl IntoView + 'static) -> AnyView {
    view! {
        <button class=class type="button" popovertarget=id.to_owned()>
            {content.into_any()}
        </button>
    }
    .into_any()
}
