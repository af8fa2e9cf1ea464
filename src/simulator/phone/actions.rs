//! What the buttons on the phone page do.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;

use crate::simulator::{
    fields::{Fields, with_query},
    world::{FAIL_REASONS, NoSuchThing, Outcome, World},
};

/// `POST /phone`: does what the button says, then shows the phone again.
pub(super) async fn act(State(world): State<World>, headers: HeaderMap, body: Bytes) -> Response {
    let fields = Fields::of_body(&headers, &body).unwrap_or_default();
    let said = perform(&world, &fields).unwrap_or("This is gone.");
    let creator = fields.get("creator").unwrap_or_default();
    let address = with_query("/phone", &[("creator", creator), ("said", said)]);
    Redirect::to(&address).into_response()
}

fn perform(world: &World, fields: &Fields) -> Result<&'static str, NoSuchThing> {
    let creator = fields.get("creator").unwrap_or_default();
    let draft = fields.get("draft").unwrap_or_default();
    match fields.get("act").unwrap_or_default() {
        "post" => {
            let caption = fields.all("caption").next().unwrap_or_default();
            world.tap_post(draft, Some(caption))?;
            Ok("Posted. The service learns of it as it would from TikTok.")
        }
        "discard" => {
            world.delete_draft(draft)?;
            Ok("The draft is deleted. TikTok does not tell the service.")
        }
        "private" => {
            world.change_creator(creator, |settings| settings.private = true)?;
            Ok("The account is private now.")
        }
        "public" => {
            world.change_creator(creator, |settings| settings.private = false)?;
            Ok("The account is public now.")
        }
        "disconnect" => {
            world.disconnect_by_user(creator, 1)?;
            Ok("The app is disconnected.")
        }
        "next" => Ok(set_next(world, fields.get("next").unwrap_or_default())),
        _ => Ok("Nothing was done."),
    }
}

fn set_next(world: &World, next: &str) -> &'static str {
    world.clear_outcomes();
    if next == "silent" {
        world.next_outcome(Outcome::Silent);
        return "The next video will never leave processing.";
    }
    let Some(reason) = FAIL_REASONS.into_iter().find(|&reason| reason == next) else {
        return "The next video is judged fairly.";
    };
    world.next_outcome(Outcome::Fail(reason));
    "The next video will fail."
}
