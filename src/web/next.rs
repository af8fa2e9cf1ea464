//! Where to go after signing in: only ever a path of this very site.

use url::Url;

use crate::domain::secret::secret_parameter;

/// The path and query of `next` if it leads nowhere else than here.
///
/// Browsers read `\` as `/` and drop tabs and line ends, so `/\evil.test` would leave the site: the text is resolved the
/// way a browser does it, and taken only if that changes neither the host nor the text. Secrets in its query stay behind:
/// what is returned gets into addresses, and into the database.
pub(super) fn own_path(next: Option<&str>) -> Option<String> {
    let next = next?;
    if !next.starts_with('/') || next.contains(|c: char| c == '\\' || c.is_control()) {
        return None;
    }
    let here = Url::parse("http://here.invalid/").ok()?;
    let there = here.join(next).ok()?;
    if there.origin() != here.origin() || !there.username().is_empty() {
        return None;
    }
    let path = there.path();
    if path.starts_with("//") || path == "/login" || path.starts_with("/auth/") {
        return None;
    }
    let query: Vec<&str> = there
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .filter(|part| !part.is_empty() && secret_parameter(part).is_none())
        .collect();
    Some(match query[..] {
        [] => path.to_owned(),
        _ => format!("{path}?{}", query.join("&")),
    })
}

/// The sign-in page that leads back to `next`.
pub(super) fn login_path(next: Option<&str>) -> String {
    leading_to(
        "/login",
        own_path(next).filter(|next| next != "/").as_deref(),
    )
}

/// `path` with `next` as its parameter, if there is one.
pub(super) fn leading_to(path: &str, next: Option<&str>) -> String {
    let Some(next) = next else {
        return path.to_owned();
    };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    format!("{path}?{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_paths_stay() {
        assert_eq!(own_path(Some("/")).as_deref(), Some("/"));
        assert_eq!(
            own_path(Some("/posts/1?tab=a&b=c")).as_deref(),
            Some("/posts/1?tab=a&b=c")
        );
        assert_eq!(
            login_path(Some("/posts/1?tab=a")),
            "/login?next=%2Fposts%2F1%3Ftab%3Da"
        );
        assert_eq!(login_path(Some("/")), "/login");
    }

    #[test]
    fn secrets_stay_behind() {
        for (next, kept) in [
            ("/?api_key=avu_x", "/"),
            ("/upload?a=b&api%5Fkey=avu_x&c=d", "/upload?a=b&c=d"),
            ("/upload?API_KEY=avu_x&state=s&token=t", "/upload"),
            ("/upload?next=%2F%3Fcode%3Dc", "/upload"),
        ] {
            assert_eq!(own_path(Some(next)).as_deref(), Some(kept), "{next}");
        }
        assert_eq!(login_path(Some("/?api_key=avu_x")), "/login");
    }

    #[test]
    fn foreign_ones_go() {
        for next in [
            "",
            "posts",
            "https://evil.test",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            "/%0a/../..//evil.test/",
            "/.//evil.test",
            "javascript:alert(1)",
            "/login?next=/login",
            "/auth/google",
        ] {
            assert_eq!(own_path(Some(next)), None, "{next:?}");
        }
        assert_eq!(own_path(None), None);
    }
}
