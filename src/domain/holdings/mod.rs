//! What the database holds, table by table: which rows belong to whom, and what of them a person can take along.
//!
//! The export and its note are made from this list, and tests compare it with the tables themselves: a new table, or a
//! new column, fails them until it stands here.

mod tables;

pub use self::tables::{NOBODYS, TABLES};

/// A table that holds something of a person.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// In the database.
    pub name: &'static str,
    /// The name of its file in an export.
    pub file: &'static str,
    /// What it is, for whoever opens the file.
    pub about: &'static str,
    /// How its rows are found.
    pub whose: Whose,
    /// What orders the rows of one owner, without doubles.
    pub key: &'static [Column],
    /// What is handed out.
    pub columns: &'static [Column],
    /// What stays here: secrets, fingerprints of secrets, and names of the operator's machines.
    pub withheld: &'static [&'static str],
}

/// How the rows of a person are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// By the user's id in this column.
    User(&'static str),
    /// By the id of a row of another table, in this column.
    Of(&'static str, &'static str),
    /// By a TikTok profile that the user has connected, in `tiktok_user_id`.
    Profile,
}

/// A column and what its value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// In the database and in the export.
    pub name: &'static str,
    /// What the value means.
    pub form: Form,
}

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A moment in milliseconds; handed out as RFC 3339.
    Moment,
    /// 0 or 1; handed out as false or true.
    Flag,
    /// JSON; handed out as it is.
    Json,
}

impl Table {
    /// The table of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }
}
