//! The server: one thread that hears and answers, and workers that compute.

use crate::cli::exit::{Complaint, Exit, Failure};
use crate::cli::explore::answer::answer;
use crate::cli::explore::guard::Guard;
use crate::cli::explore::workplace::Workplace;
use crate::engine::ask::effort::Watch;
use crate::explorer::seal::base64;
use crate::explorer::workbench;
use crate::scenario::limit::FILE_BYTES;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value as Json, json};
use std::convert::Infallible;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;

/// A letter of a text can take six in JSON (`\u0001`); a little is left for the rest of the request.
const MOST_BYTES: usize = 6 * FILE_BYTES + 4096;

/// What all connections share.
#[derive(Debug)]
struct Shared {
    workplace: Workplace,
    guard: Guard,
    /// The answer being computed; the next one stops it.
    at_work: Mutex<Watch>,
}

/// Serves until the program is ended.
pub(crate) fn serve<T>(
    workplace: Workplace,
    port: u16,
    token: String,
    open: impl FnOnce(&str) -> Result<T, Failure>,
) -> Result<Exit, Failure> {
    let failed = |what: &str, error: &std::io::Error| Failure::failed(Complaint::new(format!("{what}: {error}")));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| failed("cannot start the server", &error))?;
    runtime.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| {
            let complaint = Complaint::new(format!("cannot listen on port {port} of 127.0.0.1: {error}"));
            Failure::failed(complaint.with_help("`--port 0` takes one that is free"))
        })?;
        let port = listener.local_addr().map_err(|error| failed("cannot listen", &error))?.port();
        let host = format!("127.0.0.1:{port}");
        // As long as the server runs.
        let _opened = open(&format!("http://{host}/#token={token}"))?;
        let guard = Guard { host, token };
        let shared = Arc::new(Shared { workplace, guard, at_work: Mutex::default() });
        loop {
            // A connection that fails is its own affair.
            let Ok((stream, _)) = listener.accept().await else { continue };
            let shared = Arc::clone(&shared);
            tokio::spawn(async move {
                let service = service_fn(move |request| respond(Arc::clone(&shared), request));
                let _ =
                    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
            });
        }
    })
}

type Answered = Response<Full<Bytes>>;

async fn respond(shared: Arc<Shared>, request: Request<Incoming>) -> Result<Answered, Infallible> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    if let Some(status) = shared.guard.refusal(&head.method, path, &head.headers) {
        return Ok(plain(status, "text/plain; charset=utf-8", status.canonical_reason().unwrap_or("refused").into()));
    }
    let answered = match (&head.method, path) {
        (&Method::GET, "/") => front(),
        (&Method::GET, "/assets/editor.js") => plain(StatusCode::OK, SCRIPT, workbench::EDITOR.into()),
        (&Method::GET, "/assets/page.js") => plain(StatusCode::OK, SCRIPT, crate::explorer::page::SCRIPT.into()),
        (&Method::GET, "/assets/explore.js") => plain(StatusCode::OK, SCRIPT, workbench::SCRIPT.into()),
        (&Method::GET, "/assets/page.css") => plain(StatusCode::OK, "text/css", workbench::style().into()),
        (&Method::GET, "/api/state") => as_json(&shared.workplace.state()),
        (&Method::GET, "/api/sum") => as_json(&shared.workplace.sum()),
        (&Method::POST, "/api/answer" | "/api/save") => match Limited::new(body, MOST_BYTES).collect().await {
            Ok(collected) => asked(&shared, path, &collected.to_bytes()).await,
            Err(_) => refused(StatusCode::PAYLOAD_TOO_LARGE, "a scenario has at most 16 MiB"),
        },
        _ => refused(StatusCode::NOT_FOUND, "there is nothing here"),
    };
    Ok(answered)
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What a question about a text comes to.
async fn asked(shared: &Arc<Shared>, path: &str, body: &[u8]) -> Answered {
    let Ok(body) = serde_json::from_slice::<Json>(body) else {
        return refused(StatusCode::BAD_REQUEST, "this is no JSON");
    };
    let Some(text) = body.get("text").and_then(Json::as_str).map(str::to_owned) else {
        return refused(StatusCode::BAD_REQUEST, "`text` is missing");
    };
    if text.len() > FILE_BYTES {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "a scenario has at most 16 MiB");
    }
    if path == "/api/save" {
        let known = body.get("sha256").and_then(Json::as_str);
        return as_json(&shared.workplace.save(&text, known));
    }
    // The newest question wins: the one before it is told to stop.
    let watch = Watch::default();
    {
        let mut at_work = shared.at_work.lock().unwrap_or_else(PoisonError::into_inner);
        at_work.stop();
        *at_work = watch.clone();
    }
    let for_worker = Arc::clone(shared);
    match tokio::task::spawn_blocking(move || answer(&for_worker.workplace, &text, &watch)).await {
        Ok(found) => as_json(&found),
        Err(_) => refused(StatusCode::INTERNAL_SERVER_ERROR, "internal fault: please report the scenario"),
    }
}

/// The page, with a fresh word that lets its own scripts and styles run and no others.
fn front() -> Answered {
    let mut bytes = [0; 18];
    if getrandom::fill(&mut bytes).is_err() {
        return refused(StatusCode::INTERNAL_SERVER_ERROR, "the system gives no random bytes");
    }
    let nonce = base64(&bytes);
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; img-src 'self' blob: data:; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let mut answered = plain(StatusCode::OK, "text/html; charset=utf-8", workbench::front(&nonce).into());
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        answered.headers_mut().insert("content-security-policy", policy);
    }
    answered
}

fn as_json(found: &Json) -> Answered {
    plain(StatusCode::OK, "application/json", found.to_string().into())
}

fn refused(status: StatusCode, why: &str) -> Answered {
    plain(status, "application/json", json!({ "error": why }).to_string().into())
}

fn plain(status: StatusCode, kind: &'static str, body: Bytes) -> Answered {
    let mut answered = Response::new(Full::new(body));
    *answered.status_mut() = status;
    let headers = answered.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    answered
}
