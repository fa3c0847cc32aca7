//! A response: a byte for method and `Accept`, two for the status, the body, then names and values of headers.
#![no_main]

#[path = "../../tests/properties/checks/mod.rs"]
mod checks;
mod input;

use okta_actions::pages::json_array::part;
use okta_actions::table::method::Method;
use okta_actions::request::JSON;
use okta_actions::response::HttpResponse;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [how, high, low, rest @ ..] = data else { return };
    let method = Method::ALL[usize::from(*how) % Method::ALL.len()];
    let accept = if *how < 128 { JSON } else { "application/xml" };
    let parts: Vec<&[u8]> = input::parts(rest).collect();
    let (body, headers) = parts.split_first().expect("a split has a part");
    let headers = headers.chunks_exact(2);
    let headers = headers.map(|pair| (String::from_utf8_lossy(pair[0]).into_owned(), pair[1].to_vec())).collect();
    if let Ok(text) = std::str::from_utf8(body) {
        let list = serde_json::from_str::<Vec<serde::de::IgnoredAny>>(text).ok();
        assert_eq!(part(text, 1, 2, 20).map(|part| part.total), list.map(|list| list.len()));
    }
    // Statuses in decimal, so that they can be read in the seeds: `D` and 4 are 404.
    let status = u16::from(high.wrapping_sub(b'@')).wrapping_mul(100).wrapping_add(u16::from(*low));
    checks::answer::read(method, accept, HttpResponse { status, headers, body: body.to_vec(), cut: false });
});
