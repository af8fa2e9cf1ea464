//! What concerns people's own data: the texts, the question before an account is deleted, the receipt.

use super::{
    pages::{Picture, shown},
    sample::{self, NOW, minutes},
};
use crate::{
    domain::{clock::Timestamp, deletion::Receipt, id::DeletionId},
    web::{
        form::FormState,
        shell::Section,
        views::{
            delete_account::{DeleteAccountView, delete_account_page},
            legal::{LegalView, privacy_page, terms_page},
            receipt::{ReceiptView, receipt_page},
        },
    },
};

pub(super) fn all() -> Vec<Picture> {
    vec![
        shown("privacy", Section::Elsewhere, "Privacy", || {
            privacy_page(&legal(true))
        }),
        shown("privacy-of-nobody", Section::Elsewhere, "Privacy", || {
            privacy_page(&legal(false))
        }),
        shown("terms", Section::Elsewhere, "Terms", || {
            terms_page(&legal(true))
        }),
        shown("delete-account", Section::Elsewhere, "Delete", || {
            delete_account_page(&DeleteAccountView {
                email: "ines@harbourfilms.example".to_owned(),
                posts: 1204,
                held: 4,
                moving: 5,
                accounts: 3,
                keys: 4,
                form: FormState::default()
                    .typed("email", sample::HOSTILE)
                    .problem("email", sample::HOSTILE),
            })
        }),
        shown("receipt", Section::Elsewhere, "Receipt", || {
            receipt_page(&receipt(Some(NOW), 0))
        }),
        shown("receipt-open", Section::Elsewhere, "Receipt", || {
            receipt_page(&receipt(None, 1))
        }),
    ]
}

fn receipt(done_at: Option<Timestamp>, not_revoked: u32) -> ReceiptView {
    ReceiptView {
        now: sample::now(),
        receipt: Receipt {
            id: DeletionId::new(NOW),
            asked_at: NOW - minutes(1),
            done_at,
            rows: 12_480,
            posts: 1204,
            files: 9,
            revoked: 2,
            not_revoked,
        },
    }
}

fn legal(named: bool) -> LegalView {
    LegalView {
        app_name: "AI Video Uploader".to_owned(),
        operator_name: named.then(|| "Harbour Films".to_owned()),
        operator_email: named.then(|| "privacy@harbourfilms.example".to_owned()),
        retention_hours: 24,
        history_days: 90,
        session_days: 14,
    }
}
