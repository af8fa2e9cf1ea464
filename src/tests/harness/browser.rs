//! A browser without JavaScript: cookies, links, forms found by the names that people see, redirects across origins.
//!
//! What it needs from a page, every person without a script needs: a form that it cannot send is broken.

use std::collections::HashMap;

use reqwest::{
    Method, StatusCode,
    header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, LOCATION, ORIGIN, REFERER, SET_COOKIE},
};
use url::Url;

use super::{
    form::{Body, Typed, Upload},
    page::Page,
};

/// A browser with its cookies, on one page.
pub struct Browser {
    http: reqwest::Client,
    base: Url,
    cookies: Vec<Cookie>,
    typed: HashMap<usize, Typed>,
    /// Where it is.
    pub page: Page,
}

/// A cookie, bound to a host whatever the port, as browsers do it.
#[derive(Debug, Clone)]
pub struct Cookie {
    pub host: String,
    pub path: String,
    pub name: String,
    pub value: String,
    /// The header that set it.
    pub header: String,
}

impl Browser {
    /// A fresh one that knows the address of the installation.
    pub fn new(base: &str) -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
            base: Url::parse(base).unwrap(),
            cookies: Vec::new(),
            typed: HashMap::new(),
            page: Page::blank(base),
        }
    }

    /// Opens an address, of this installation or any other.
    pub async fn visit(&mut self, address: &str) -> &Page {
        let url = self.base.join(address).unwrap();
        self.go(Method::GET, url, None, false).await
    }

    /// Follows the link of that name.
    pub async fn follow(&mut self, name: &str) -> &Page {
        let url = self.page.link(name);
        self.go(Method::GET, url, None, true).await
    }

    /// Types into the field of that label.
    pub fn fill(&mut self, label: &str, text: &str) -> &mut Self {
        let control = self.page.control(label);
        self.typed.insert(control, Typed::Text(text.to_owned()));
        self
    }

    /// Chooses the radio button, or the option, of that label.
    pub fn choose(&mut self, label: &str) -> &mut Self {
        let control = self.page.control(label);
        for sibling in self.page.group(control) {
            self.typed.insert(sibling, Typed::Checked(false));
        }
        self.typed.insert(control, Typed::Checked(true));
        self
    }

    /// Ticks the box of that label, or takes its tick away.
    pub fn check(&mut self, label: &str, on: bool) -> &mut Self {
        let control = self.page.control(label);
        self.typed.insert(control, Typed::Checked(on));
        self
    }

    /// Chooses a file for the field of that label.
    pub fn attach(&mut self, label: &str, name: &str, bytes: &[u8]) -> &mut Self {
        let control = self.page.control(label);
        let upload = Upload {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        self.typed.insert(control, Typed::File(upload));
        self
    }

    /// Presses the button of that name and goes where its form leads.
    pub async fn press(&mut self, name: &str) -> &Page {
        let request = self.page.submission(name, None, &self.typed);
        self.go(request.method, request.url, request.body, true)
            .await
    }

    /// The same, within the item, section or dialog that says `near`.
    pub async fn press_near(&mut self, near: &str, name: &str) -> &Page {
        let request = self.page.submission(name, Some(near), &self.typed);
        self.go(request.method, request.url, request.body, true)
            .await
    }

    /// Presses the button of that name and shows the bare answer; the browser stays where it is.
    pub async fn press_without_following(&mut self, name: &str) -> Fetched {
        let form = self.page.submission(name, None, &self.typed);
        let mut request = self
            .http
            .request(form.method, form.url.clone())
            .header(ACCEPT, "text/html")
            .header(ORIGIN, self.page.url.origin().ascii_serialization())
            .header(COOKIE, self.cookies_for(&form.url));
        if let Some(body) = form.body {
            request = request
                .header(CONTENT_TYPE, body.content_type)
                .body(body.bytes);
        }
        self.answer(form.url, request).await
    }

    /// Posts fields as a form of the present page would, whether there is such a form or not.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> &Page {
        let url = self.base.join(path).unwrap();
        if self.page.url.origin() != url.origin() {
            self.page = Page::blank(self.base.as_str());
        }
        let body = Body::urlencoded(fields);
        self.go(Method::POST, url, Some(body), true).await
    }

    /// Posts a body as a form of the present page would.
    pub async fn post_raw(&mut self, path: &str, content_type: &str, bytes: Vec<u8>) -> &Page {
        let url = self.base.join(path).unwrap();
        let body = Body {
            content_type: content_type.to_owned(),
            bytes,
        };
        self.go(Method::POST, url, Some(body), true).await
    }

    /// Signs in at the simulated Google.
    pub async fn sign_in(&mut self, email: &str) -> &Page {
        self.visit("/login").await;
        self.follow("Continue with Google").await;
        self.choose_at_google(email).await
    }

    /// Answers Google's account chooser.
    pub async fn choose_at_google(&mut self, email: &str) -> &Page {
        let name = email.split('@').next().unwrap_or(email);
        self.fill("E-mail", email).fill("Name", name);
        self.press("Continue with this account").await
    }

    /// The cookies of this installation, as a `Cookie` header.
    pub fn cookie_header(&self) -> String {
        self.cookies_for(&self.base)
    }

    /// A cookie by its name.
    pub fn cookie(&self, name: &str) -> Option<&Cookie> {
        self.cookies.iter().find(|cookie| cookie.name == name)
    }

    /// Forgets a cookie.
    pub fn drop_cookie(&mut self, name: &str) {
        self.cookies.retain(|cookie| cookie.name != name);
    }

    /// Follows the work, as an open page does; the answer goes on.
    pub async fn listen(&self, path: &str) -> reqwest::Response {
        let url = self.base.join(path).unwrap();
        let cookies = self.cookies_for(&url);
        let request = self.http.get(url).header(ACCEPT, "text/event-stream");
        request.header(COOKIE, cookies).send().await.unwrap()
    }

    /// One request with this browser's cookies and nothing else of a browser; no redirect is followed.
    pub async fn fetch(&mut self, method: Method, path: &str, headers: &[(&str, &str)]) -> Fetched {
        let url = self.base.join(path).unwrap();
        let mut request = self
            .http
            .request(method, url.clone())
            .header(COOKIE, self.cookies_for(&url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.answer(url, request).await
    }

    async fn answer(&mut self, url: Url, request: reqwest::RequestBuilder) -> Fetched {
        let answer = request.send().await.unwrap();
        self.keep_cookies(&url, answer.headers());
        Fetched {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            body: answer.bytes().await.unwrap().to_vec(),
        }
    }

    async fn go(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut body: Option<Body>,
        from_page: bool,
    ) -> &Page {
        self.typed.clear();
        let origin = self.page.url.origin();
        for _ in 0..10 {
            let mut request = self
                .http
                .request(method.clone(), url.clone())
                .header(ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
            let cookies = self.cookies_for(&url);
            if !cookies.is_empty() {
                request = request.header(COOKIE, cookies);
            }
            let site = match (from_page, origin == url.origin()) {
                (false, _) => "none",
                (true, true) => "same-origin",
                (true, false) => "cross-site",
            };
            request = request.header("sec-fetch-site", site);
            if from_page && origin == url.origin() {
                request = request.header(REFERER, self.page.url.as_str());
            }
            if let Some(body) = &body {
                request = request
                    .header(ORIGIN, origin.ascii_serialization())
                    .header(CONTENT_TYPE, body.content_type.clone())
                    .body(body.bytes.clone());
            }
            let answer = request.send().await.unwrap();
            self.keep_cookies(&url, answer.headers());
            let status = answer.status();
            let next = answer
                .headers()
                .get(LOCATION)
                .filter(|_| status.is_redirection())
                .map(|location| url.join(location.to_str().unwrap()).unwrap());
            let Some(next) = next else {
                let headers = answer.headers().clone();
                let html = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
                self.page = Page::new(url, status.as_u16(), headers, html);
                return &self.page;
            };
            if !matches!(
                status,
                StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT
            ) {
                method = Method::GET;
                body = None;
            }
            url = next;
        }
        panic!("redirects without end at {url}");
    }

    fn cookies_for(&self, url: &Url) -> String {
        self.cookies
            .iter()
            .filter(|cookie| Some(cookie.host.as_str()) == url.host_str())
            .filter(|cookie| url.path().starts_with(&cookie.path))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn keep_cookies(&mut self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let header = header.to_str().unwrap();
            let mut parts = header.split(';').map(str::trim);
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let path = parts
                .find_map(|part| part.strip_prefix("Path="))
                .unwrap_or("/");
            let host = url.host_str().unwrap();
            self.cookies.retain(|cookie| {
                !(cookie.name == name && cookie.host == host && cookie.path == path)
            });
            // `Max-Age` is counted from the system's clock, which tests do not follow: an empty value is the end.
            if !value.is_empty() {
                self.cookies.push(Cookie {
                    host: host.to_owned(),
                    path: path.to_owned(),
                    name: name.to_owned(),
                    value: value.to_owned(),
                    header: header.to_owned(),
                });
            }
        }
    }
}

/// A bare answer.
#[derive(Debug)]
pub struct Fetched {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Fetched {
    /// One header as text; empty if absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
