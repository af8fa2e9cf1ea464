//! Facts: labels and values in pairs.

use leptos::prelude::*;

/// A list of facts, in the order they are added.
#[derive(Default)]
pub(crate) struct Facts(Vec<AnyView>);

impl Facts {
    /// One more fact.
    pub(crate) fn say(mut self, label: &'static str, value: impl IntoView + 'static) -> Self {
        let value = value.into_any();
        self.0
            .push(view! { <dt>{label}</dt> <dd>{value}</dd> }.into_any());
        self
    }

    /// One more fact, if it is known.
    pub(crate) fn known(self, label: &'static str, value: Option<impl IntoView + 'static>) -> Self {
        match value {
            Some(value) => self.say(label, value),
            None => self,
        }
    }

    /// One more fact in the machine's letters, if it is known.
    pub(crate) fn code(self, label: &'static str, value: Option<String>) -> Self {
        self.known(label, value.map(|value| view! { <code>{value}</code> }))
    }

    /// The list.
    pub(crate) fn view(self) -> AnyView {
        view! { <dl class="facts">{self.0}</dl> }.into_any()
    }
}
