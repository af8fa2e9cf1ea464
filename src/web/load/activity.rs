//! What happened lately.

use crate::{
    service::activity::{Range, activity},
    web::{
        context::Visit,
        form::FormState,
        render::{Loaded, Loading},
        shell::Section,
        views::activity::{ActivityView, activity_page},
        words,
    },
};

/// `/activity`; `range` is `24h`, `7d` or `30d`.
pub(in crate::web) async fn load(visit: Visit, _form: FormState) -> Loading {
    let range = Range::from_name(&visit.query("range").unwrap_or_default());
    let view = ActivityView {
        now: visit.now(),
        activity: activity(&visit.ctx, visit.user()?.id, range).await?,
    };
    Ok(Loaded::new(
        Section::Activity,
        words::activity::TITLE,
        activity_page(&view),
    ))
}
