//! Privacy and terms. Whoever changes what they mean also sets `domain::terms::VERSION` and [`CHANGED`].

pub(crate) mod kept;
pub(crate) mod privacy;
pub(crate) mod terms;

pub(crate) const ON_THIS_PAGE: &str = "On this page";

/// Who runs the installation.
pub(crate) fn who_runs(operator: Option<&str>, app_name: &str) -> String {
    match operator {
        Some(name) => format!("{name} runs this installation of {app_name}."),
        None => {
            format!("This installation of {app_name} is run by whoever gave you its address.")
        }
    }
}

/// Which version of the text this is.
pub(crate) fn in_force(version: &str) -> String {
    format!("Version of {version}.")
}

pub(crate) const CONTACT: &str = "Contact";
pub(crate) const THE_OPERATOR: &str = "The operator of this installation";
/// Where nobody has said how to reach the operator.
pub(crate) const ASK_WHOEVER: &str =
    "No address is given here: ask whoever gave you the address of this service.";

/// To people who accepted an earlier version: that the texts changed.
pub(crate) const NEW_TEXTS: &str = "The terms and the privacy text have changed";
/// What changed in the version that stands, and what follows.
pub(crate) const CHANGED: &str = "They now name the legal basis and the storage time of everything that is kept, and say how to export your data and delete your account yourself. You accept them when you next sign in.";
/// The link in that notice.
pub(crate) const READ_THEM: &str = "Read what is kept";
