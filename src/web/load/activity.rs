//! What happened lately.

use std::time::Duration;

use super::follows;
use crate::{
    service::activity::{Range, activity},
    web::{
        context::Visit,
        form::FormState,
        format,
        render::{Loaded, Loading},
        shell::{Follows, Section},
        views::activity::{ActivityView, activity_page},
        words,
    },
};

/// Between two drawings of a page that is open.
const PAUSE: Duration = Duration::from_secs(5);

/// `/activity`; `range` is `24h`, `7d` or `30d`.
pub(in crate::web) async fn load(visit: Visit, _form: FormState) -> Loading {
    let range = Range::from_name(&visit.query("range").unwrap_or_default());
    let user = visit.user()?.id;
    // Sums over a whole month need not be drawn anew with every chunk that moves.
    let follows = Follows {
        pause: Some(PAUSE),
        ..follows(&visit.ctx, user, None).await?
    };
    let now = visit.now();
    let slots = format::slots(range, now);
    let view = ActivityView {
        now,
        activity: activity(&visit.ctx, user, range, &slots).await?,
    };
    let page = Loaded::new(
        Section::Activity,
        words::activity::TITLE,
        activity_page(&view),
    );
    Ok(page.following(follows))
}
