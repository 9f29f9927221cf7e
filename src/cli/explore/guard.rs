//! Who may ask what of the explorer's server. Other pages of the same browser can send requests to it, and other programs of
//! this machine can reach its port: neither may read or write the scenario.

use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{Method, StatusCode};

/// The header of the token.
pub(crate) const TOKEN: HeaderName = HeaderName::from_static("x-zopa-token");

/// What is served, to whom.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    /// The only name under which it answers, with its port: another name that leads here is somebody's trick.
    pub(crate) host: String,
    /// What each question about the scenario has to carry.
    pub(crate) token: String,
}

impl Guard {
    /// Why a request is refused; none if it may be answered.
    pub(crate) fn refusal(&self, method: &Method, path: &str, headers: &HeaderMap) -> Option<StatusCode> {
        let text = |name: &HeaderName| {
            // Two of them are a trick, too.
            let mut all = headers.get_all(name).iter();
            let first = all.next().map(|value| value.to_str().unwrap_or("?"));
            if all.next().is_some() { Some("?") } else { first }
        };
        if text(&HOST) != Some(self.host.as_str()) {
            return Some(StatusCode::MISDIRECTED_REQUEST);
        }
        let is_api = path.starts_with("/api/");
        match text(&HeaderName::from_static("sec-fetch-site")) {
            None | Some("same-origin") => {}
            Some("none") if path == "/" => {}
            // The file that opens the browser is no page of this server. `/` tells nothing and cannot be framed.
            Some("cross-site") if path == "/" && is_navigation(headers) => {}
            Some(_) => return Some(StatusCode::FORBIDDEN),
        }
        let own = format!("http://{}", self.host);
        match text(&ORIGIN) {
            Some(origin) if origin == own => {}
            None if *method == Method::GET => {}
            Some(_) | None => return Some(StatusCode::FORBIDDEN),
        }
        if is_api && !text(&TOKEN).is_some_and(|given| is_same(given, &self.token)) {
            return Some(StatusCode::FORBIDDEN);
        }
        let is_json = || text(&CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
        match *method {
            Method::GET => None,
            Method::POST if is_api && is_json() => None,
            Method::POST if is_api => Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            _ => Some(StatusCode::METHOD_NOT_ALLOWED),
        }
    }
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let is =
        |name: &'static str, word: &str| headers.get(name).is_some_and(|value| value.as_bytes() == word.as_bytes());
    is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document")
}

/// Whether two words are the same, in a time that does not tell where they differ.
fn is_same(one: &str, other: &str) -> bool {
    let differing = one.bytes().zip(other.bytes()).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(method: &Method, path: &str, with: &[(&'static str, &str)]) -> Option<u16> {
        let guard = Guard { host: "127.0.0.1:4000".to_owned(), token: "secret".to_owned() };
        let mut headers = HeaderMap::new();
        for (name, value) in with {
            headers.append(HeaderName::from_static(name), value.parse().expect("a header"));
        }
        guard.refusal(method, path, &headers).map(|status| status.as_u16())
    }

    const HERE: (&str, &str) = ("host", "127.0.0.1:4000");
    const OWN: (&str, &str) = ("origin", "http://127.0.0.1:4000");
    const KEY: (&str, &str) = ("x-zopa-token", "secret");
    const JSON: (&str, &str) = ("content-type", "application/json");

    #[test]
    fn the_page_itself_is_for_everybody_who_asks_under_its_name() {
        assert_eq!(asked(&Method::GET, "/", &[HERE]), None);
        assert_eq!(asked(&Method::GET, "/", &[HERE, ("sec-fetch-site", "none")]), None);
        for name in ["localhost:4000", "127.0.0.1", "127.0.0.1:4001", "evil.example:4000", "[::1]:4000"] {
            assert_eq!(asked(&Method::GET, "/", &[("host", name)]), Some(421), "{name}");
        }
        assert_eq!(asked(&Method::GET, "/", &[]), Some(421));
        assert_eq!(asked(&Method::GET, "/", &[HERE, HERE]), Some(421));
        let from_file =
            [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        assert_eq!(asked(&Method::GET, "/", &[&[HERE][..], &from_file].concat()), None);
        assert_eq!(asked(&Method::GET, "/assets/page.js", &[&[HERE][..], &from_file].concat()), Some(403));
        assert_eq!(asked(&Method::GET, "/assets/page.js", &[HERE, ("sec-fetch-site", "cross-site")]), Some(403));
    }

    #[test]
    fn the_scenario_is_for_who_has_the_token_and_is_this_page() {
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE, KEY]), None);
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE]), Some(403));
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE, ("x-zopa-token", "secres")]), Some(403));
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE, ("x-zopa-token", "secret2")]), Some(403));
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE, KEY, ("sec-fetch-site", "same-site")]), Some(403));
        assert_eq!(asked(&Method::GET, "/api/state", &[HERE, KEY, ("sec-fetch-site", "none")]), Some(403));
        assert_eq!(asked(&Method::POST, "/api/save", &[HERE, KEY, OWN, JSON]), None);
        assert_eq!(asked(&Method::POST, "/api/save", &[HERE, KEY, JSON]), Some(403));
        assert_eq!(asked(&Method::POST, "/api/save", &[HERE, OWN, JSON]), Some(403));
        for origin in ["null", "http://localhost:4000", "https://127.0.0.1:4000", "http://evil.example"] {
            assert_eq!(
                asked(&Method::POST, "/api/save", &[HERE, KEY, JSON, ("origin", origin)]),
                Some(403),
                "{origin}"
            );
            assert_eq!(asked(&Method::GET, "/api/state", &[HERE, KEY, ("origin", origin)]), Some(403), "{origin}");
        }
        assert_eq!(asked(&Method::POST, "/api/save", &[HERE, KEY, OWN]), Some(415));
        assert_eq!(asked(&Method::POST, "/api/save", &[HERE, KEY, OWN, ("content-type", "text/plain")]), Some(415));
        assert_eq!(asked(&Method::DELETE, "/api/save", &[HERE, KEY, OWN, JSON]), Some(405));
        assert_eq!(asked(&Method::POST, "/", &[HERE, KEY, OWN, JSON]), Some(405));
    }
}
