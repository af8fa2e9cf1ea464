//! The text beside the rows: what the files are, and what is not among them.

use std::fmt::Write as _;

use crate::{
    domain::{holdings::TABLES, user::User},
    service::Context,
};

/// The file's name.
pub(super) const NAME: &str = "README.txt";

const READING: &str = "\
Each file is a list of rows in JSON, as the database holds them; a file with [] holds none. Times are in UTC. Rows were
read one after the other while the service went on, so a row may be a moment newer than one that refers to it.

Not among them: access to TikTok, API keys and other secrets. They would let whoever has this file act as you. Nor the
videos themselves: they are deleted after delivery. Keep this file to yourself all the same.
";

/// What the export of `user` says about itself.
pub(super) fn text(ctx: &Context, user: &User) -> String {
    let settings = &ctx.settings;
    let mut text = format!(
        "Everything that {} holds about {}, as of {}.\n{}\n\n{READING}\nThe files\n",
        settings.app_name,
        user.email,
        ctx.now(),
        settings.public_url,
    );
    for table in TABLES {
        let withheld = if table.withheld.is_empty() {
            String::new()
        } else {
            format!(" Not handed out: {}.", table.withheld.join(", "))
        };
        // A String takes everything.
        let _ = write!(text, "\n{}\n    {}{withheld}\n", table.file, table.about);
    }
    let _ = write!(
        text,
        "\nWhy it is held and how long: {}",
        settings.link("/privacy")
    );
    if let Some(email) = &settings.operator_email {
        let _ = write!(text, "\nQuestions: {email}");
    }
    text.push('\n');
    text
}
