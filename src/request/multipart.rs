//! Multipart forms with one part (RFC 7578), for uploads.

use crate::contract::Problem;
use crate::request::Arg;
use crate::request::encode::base64url;
use crate::request::headers::is_value;
use crate::table::action::Action;
use crate::table::shape::Location;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

/// The content type and the bytes of a form with one part. The problem names the parameter at fault.
pub fn form(part: &str, action: &Action, args: &[Arg]) -> Result<(String, Vec<u8>), Problem> {
    let mut described = action.params.iter().zip(args).filter(|(param, _)| param.location == Location::Part);
    let mut text = || match described.next() {
        Some((param, Arg::Text(text))) if text.is_empty() || !is_value(text) => Err(Problem::new(
            param.name,
            "is empty, or contains a line break or a character outside ASCII: pass a plain name",
        )),
        Some((_, Arg::Text(text))) => Ok(text.as_str()),
        _ => Ok(""),
    };
    let (file_name, media_type) = (text()?, text()?);
    let content = args.iter().find_map(|arg| if let Arg::Bytes(bytes) = arg { Some(bytes.as_slice()) } else { None });
    let content = content.unwrap_or_default();
    let boundary = boundary(content);
    // A quote would end the file name, and a backslash would escape the quote that ends it: encoded as browsers do.
    let file_name = file_name.replace('"', "%22").replace('\\', "%5C");
    let mut body = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"{file_name}\"\r\nContent-Type: {media_type}\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), body))
}

/// A boundary that the content does not contain. It is a hash of the content, so that no crafted content contains many
/// candidates, and the same content always gets the same boundary.
fn boundary(content: &[u8]) -> String {
    let free = |boundary: &String| !content.windows(boundary.len()).any(|window| window == boundary.as_bytes());
    (0_u64..).map(|attempt| hashed(content, attempt)).find(free).unwrap_or_default()
}

fn hashed(content: &[u8], attempt: u64) -> String {
    let hash = Sha256::new().chain_update(content).chain_update(attempt.to_be_bytes()).finalize();
    format!("okta-actions-{}", base64url(&hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::action::ACTIONS;

    #[test]
    fn the_content_does_not_contain_the_boundary() {
        let first = boundary(b"x");
        assert_eq!(first, hashed(b"x", 0), "the same content has the same boundary");
        assert!(first.len() <= 70 && first.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        assert_ne!(hashed(b"x", 0), hashed(b"x", 1));
        assert_ne!(boundary(first.as_bytes()), first);
    }

    #[test]
    fn no_character_ends_the_name_of_the_file() {
        let action = ACTIONS.iter().find(|action| action.part.is_some()).expect("an upload");
        let texts = [r#"a".png\"#, "image/png"];
        let mut texts = texts.into_iter().map(|text| Arg::Text(text.into()));
        let mut argument = |location| if location == Location::Part { texts.next() } else { None };
        let args: Vec<Arg> =
            action.params.iter().map(|param| argument(param.location).unwrap_or(Arg::Absent)).collect();
        let (_, body) = form("file", action, &args).expect("a form");
        assert!(String::from_utf8_lossy(&body).contains("filename=\"a%22.png%5C\"\r\n"));
    }
}
