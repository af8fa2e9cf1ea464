//! Publish, the one form that a Direct Post comes from.

#![expect(
    clippy::too_many_arguments,
    reason = "each is a field of TikTok's form, and a server function takes the fields of a form as they are"
)]

use leptos::prelude::*;

use super::{Done, act, post::Named};
use crate::{
    domain::{
        error_code::ErrorCode,
        id::AccountId,
        publish::{Privacy, rules::Wish},
    },
    service::{
        ServiceError,
        posts::{self, Publication},
    },
    web::{
        components::notice::{Notice, Tone},
        flash::Flash,
        form::FormState,
        paths,
        words::publish as say,
    },
};

/// Publishes a held draft with the choices of the form.
#[server(prefix = "/actions", endpoint = "publish")]
pub(super) async fn publish(
    #[server(default)] post: String,
    #[server(default)] account: String,
    #[server(default)] caption: String,
    #[server(default)] privacy: String,
    #[server(default)] comment: String,
    #[server(default)] duet: String,
    #[server(default)] stitch: String,
    #[server(default)] disclose: String,
    #[server(default)] your_brand: String,
    #[server(default)] branded: String,
) -> Result<(), ServerFnError> {
    let named = Named::new(&post);
    let typed = [
        ("caption", &caption),
        ("privacy", &privacy),
        ("comment", &comment),
        ("duet", &duet),
        ("stitch", &stitch),
        ("disclose", &disclose),
        ("your_brand", &your_brand),
        ("branded", &branded),
    ]
    .into_iter()
    .fold(FormState::default(), |form, (name, value)| {
        form.typed(name, value.as_str())
    });
    let account: Option<AccountId> = account.parse().ok();
    let wish = Wish {
        privacy: Privacy::from_name(&privacy),
        allow_comment: comment == "1",
        allow_duet: duet == "1",
        allow_stitch: stitch == "1",
        discloses: disclose == "1",
        your_brand: your_brand == "1",
        branded_content: branded == "1",
    };
    let back = named.id().map_or_else(
        |_| paths::DRAFTS.to_owned(),
        |id| paths::publish(id, account),
    );
    let (form, remembered) = (back.clone(), typed.clone());
    act(back, typed, async |visit| {
        let (user, id) = (visit.user()?.id, named.id()?);
        // Somebody else's post is not found, whatever else is wrong with the form.
        posts::get(&visit.ctx, user, id).await?;
        let publication = Publication {
            account: account.ok_or_else(|| ServiceError::refused(ErrorCode::UnknownAccount))?,
            caption,
            wish,
        };
        match posts::publish(&visit.ctx, user, id, publication).await {
            // Its page says that it is on its way, and that TikTok needs some minutes.
            Ok(_) => Ok(Done::go(named.page)),
            // There is no form to go back to.
            Err(error) if error.failure().code == ErrorCode::Conflict => {
                Ok(Done::go(named.page).with(Flash::refused(&error.failure())))
            }
            // What the catalogue says of these is meant for posts that wait; this one still asks for a decision.
            Err(error) if say::is_blocked(error.failure().code) => {
                let notice =
                    Notice::new(Tone::Bad, say::BLOCKED).saying(say::blocked(error.failure().code));
                Ok(Done::go(form).with(Flash::from(notice).with_form(remembered)))
            }
            Err(error) => Err(error),
        }
    })
    .await
}
