//! Writes a request as a `curl` command for a POSIX shell.

use crate::cli::quote::try_quoted;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use serde_json::{Map, Value};
use shlex::QuoteError;

/// The scheme of the `Authorization` header under this environment; none if the host adds the credential.
pub fn scheme(environment: &[(String, String)]) -> Option<&str> {
    let mode = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_AUTHORIZATIONMODE");
    match mode.map_or("SSWS", |(_, mode)| mode.as_str()) {
        "None" => None,
        "PrivateKey" => Some("Bearer"),
        scheme => Some(scheme),
    }
}

/// The command that sends the request of a preview, with the token as `$OKTA_CLIENT_TOKEN` behind `scheme`.
///
/// A binary body is piped into it. Fails if a text contains a NUL, which no shell passes on.
pub fn command(preview: &Map<String, Value>, scheme: Option<&str>) -> Result<String, QuoteError> {
    let text = |name: &str| preview.get(name).and_then(Value::as_str).unwrap_or_default();
    // With `-X HEAD`, curl would wait for a body.
    let head = text("method") == Method::HEAD;
    let method = if head { "--head".into() } else { format!("-X {}", try_quoted(text("method"))?) };
    let mut parts = vec![method, try_quoted(text("url"))?.into_owned()];
    // Without this, curl reads braces and brackets as patterns.
    if text("url").contains(['[', ']', '{', '}']) {
        parts.push("--globoff".into());
    }
    if let Some(scheme) = scheme {
        parts.push(format!("-H \"Authorization: {scheme} $OKTA_CLIENT_TOKEN\""));
    }
    for header in preview.get("headers").and_then(Value::as_array).into_iter().flatten() {
        let (name, value) = (header[0].as_str().unwrap_or_default(), header[1].as_str().unwrap_or_default());
        // A name without a value would remove curl's own header.
        let header = if value.is_empty() { format!("{name};") } else { format!("{name}: {value}") };
        parts.push(format!("-H {}", try_quoted(&header)?));
    }
    let (source, data) = match preview.get("body") {
        None | Some(Value::Null) => (None, None),
        Some(Value::String(text)) if !text.starts_with('@') && !text.contains('\0') => (None, Some(try_quoted(text)?)),
        Some(Value::String(text)) => (Some(BASE64_STANDARD.encode(text)), Some("@-".into())),
        Some(bytes) => (bytes["base64"].as_str().map(String::from), Some("''".into())),
    };
    let data = source.as_ref().map(|_| "@-".into()).or(data);
    parts.extend(data.map(|data| format!("--data-binary {data}")));
    let pipe = source.map(|base64| format!("printf %s {base64} | base64 -d | ")).unwrap_or_default();
    Ok(format!("{pipe}curl {}", parts.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn made(preview: Value, scheme: Option<&str>) -> String {
        command(preview.as_object().expect("an object"), scheme).expect("a command")
    }

    #[test]
    fn special_characters_of_shell_and_curl_are_quoted() {
        let preview = json!({
            "method": "POST", "url": "https://acme.okta.com/a?b={c}",
            "headers": [["x-a", "$(id) 'quoted' `and` \"more\""], ["x-empty", ""]], "body": "it's {\"a\": \"$b\\n\"}\n!",
        });
        let words = shlex::split(&made(preview, Some("SSWS"))).expect("words of a shell");
        let expected = [
            "curl",
            "-X",
            "POST",
            "https://acme.okta.com/a?b={c}",
            "--globoff",
            "-H",
            "Authorization: SSWS $OKTA_CLIENT_TOKEN",
            "-H",
            "x-a: $(id) 'quoted' `and` \"more\"",
            "-H",
            "x-empty;",
            "--data-binary",
            "it's {\"a\": \"$b\\n\"}\n!",
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn bytes_are_piped() {
        let preview = |body| json!({"method": "HEAD", "url": "https://acme.okta.com/", "headers": [], "body": body});
        for (body, source) in [(json!({"base64": "AP8="}), "AP8="), (json!("@file"), "QGZpbGU="), (json!("\0"), "AA==")]
        {
            let expected =
                format!("printf %s {source} | base64 -d | curl --head https://acme.okta.com/ --data-binary @-");
            assert_eq!(made(preview(body), None), expected);
        }
        assert!(!made(preview(Value::Null), None).contains("--data"));
        assert!(made(preview(json!([])), None).ends_with("--data-binary ''"), "an empty body is a body");
    }

    #[test]
    fn the_mode_decides_how_the_token_is_sent() {
        let mode = |mode: &str| vec![("OKTA_CLIENT_AUTHORIZATIONMODE".to_string(), mode.to_string())];
        assert_eq!(scheme(&[]), Some("SSWS"));
        assert_eq!(scheme(&mode("Bearer")), Some("Bearer"));
        assert_eq!(scheme(&mode("PrivateKey")), Some("Bearer"));
        assert_eq!(scheme(&mode("None")), None);
    }
}
