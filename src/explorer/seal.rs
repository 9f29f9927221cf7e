//! What keeps a page shut: nothing is loaded, and nothing runs but the one script whose hash the page's policy names.
//!
//! A policy such as `default-src 'none'; script-src 'sha256-…'` stands in the page's head before anything else. Text of a
//! scenario is escaped where it is written; were a mistake ever made there, the policy would still not let it run.
//! (Content Security Policy Level 3, W3C.)

use sha2::{Digest, Sha256};

/// The letters of base64, and of the numbers of a page's table.
pub(crate) const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The policy of a page with this script and this style, for its meta tag.
#[must_use]
pub fn policy(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src blob: data:; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// The hash of a script or a style, as a policy names it.
#[must_use]
pub fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// JSON that can stand inside a script element: no text in it can end the element or begin another.
#[must_use]
pub fn shut(json: &serde_json::Value) -> String {
    json.to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// Bytes as base64 (RFC 4648), padded.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let word = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let letter = LETTERS.get((word >> (18 - 6 * place) & 63) as usize).copied().unwrap_or(b'=');
            text.push(if place > three.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map(|text| base64(text.as_bytes()));
        assert_eq!(texts, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]);
        // The hash of the empty text, as in FIPS 180-4's examples.
        assert_eq!(hash(""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn json_cannot_end_the_element_it_stands_in() {
        let text = "</script><script>alert(1)</script><!-- & \u{2028}";
        let shut = shut(&serde_json::json!({ "a": text }));
        assert!(!shut.contains(['<', '>', '&', '\u{2028}']), "{shut}");
        let back: serde_json::Value = serde_json::from_str(&shut).expect("still JSON");
        assert_eq!(back["a"], text);
    }
}
