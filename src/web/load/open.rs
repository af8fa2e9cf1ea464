//! Pages for anybody: sign in, privacy, terms, and the one for addresses where there is nothing.

use super::retention_hours;
use crate::{
    domain::error_code::ErrorCode,
    service::{Context, ServiceError, users},
    web::{
        auth::refused_notice,
        context::{Visit, redirect},
        form::FormState,
        next::own_path,
        paths,
        render::{Loaded, Loading},
        shell::Section,
        views::{
            legal::{LegalView, privacy_page, terms_page},
            login::{LoginView, login_page},
            receipt::{ReceiptView, receipt_page, title},
        },
        words,
    },
};

/// `/login`.
pub(in crate::web) async fn login(visit: Visit, _form: FormState) -> Loading {
    let ctx = &visit.ctx;
    let next = own_path(visit.query("next").as_deref());
    if visit.user.is_some() {
        redirect(next.as_deref().unwrap_or(paths::DRAFTS));
    }
    let view = LoginView {
        app_name: ctx.settings.app_name.clone(),
        operator_name: ctx.settings.operator_name.clone(),
        next,
        refused: visit
            .query("refused")
            .and_then(|code| refused_notice(&code)),
        retention_hours: retention_hours(ctx),
    };
    Ok(Loaded::bare(words::login::TITLE, login_page(&view)))
}

/// `/privacy`.
pub(in crate::web) async fn privacy(visit: Visit, _form: FormState) -> Loading {
    let main = privacy_page(&legal(&visit.ctx));
    Ok(Loaded::new(Section::Elsewhere, words::shell::PRIVACY, main))
}

/// `/terms`.
pub(in crate::web) async fn terms(visit: Visit, _form: FormState) -> Loading {
    let main = terms_page(&legal(&visit.ctx));
    Ok(Loaded::new(Section::Elsewhere, words::shell::TERMS, main))
}

fn legal(ctx: &Context) -> LegalView {
    let settings = &ctx.settings;
    LegalView {
        app_name: settings.app_name.clone(),
        operator_name: settings.operator_name.clone(),
        operator_email: settings.operator_email.clone(),
        retention_hours: retention_hours(ctx),
        history_days: settings.history_days,
        session_days: settings.session_days,
    }
}

/// `/deleted/{id}`: what stays of an account.
pub(in crate::web) async fn receipt(visit: Visit, _form: FormState, id: Option<String>) -> Loading {
    let not_found = || ServiceError::refused(ErrorCode::NotFound);
    let id = id.and_then(|id| id.parse().ok()).ok_or_else(not_found)?;
    let view = ReceiptView {
        now: visit.now(),
        receipt: users::receipt(&visit.ctx, id).await?,
    };
    let title = title(&view.receipt);
    Ok(Loaded::new(Section::Elsewhere, title, receipt_page(&view)))
}

/// Every other address.
pub(in crate::web) async fn lost(_visit: Visit, _form: FormState) -> Loading {
    Err(ServiceError::refused(ErrorCode::NotFound))
}
