//! Pages: `limit`, the opaque `after`, `Link` headers in both forms.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, LinkForm, Org};
use crate::engine::response::Response;
use crate::engine::scim;
use base64::{Engine, engine::general_purpose::URL_SAFE};
use form_urlencoded::Serializer;
use http::header::LINK;
use serde_json::Value;

/// A resource in a list and the key that it is sorted by.
#[derive(Clone, Debug)]
pub struct Row {
    /// The value it is sorted by and its id, so that no two are the same.
    pub key: String,
    /// The resource.
    pub resource: Value,
}

impl Row {
    /// Sorts a resource, as it is shown, by the field at a dotted path, then by its id.
    pub fn new(field: &str, resource: Value) -> Self {
        let sorted_by = match scim::values(&resource, field).first() {
            Some(Value::String(text)) => text.to_lowercase(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let names = ["/id", "/kid", "/name", "/notificationType", "/_links/self/href"];
        let name = names.iter().find_map(|pointer| resource.pointer(pointer)?.as_str());
        let key = format!("{sorted_by}\n{}", name.unwrap_or_default());
        Self { key, resource }
    }
}

/// One page of sorted rows, with links to itself and to the next one.
pub fn page(org: &Org, call: &Call<'_>, rows: Vec<Row>, sizes: (usize, usize)) -> Result<Response, ErrorResponse> {
    let (page, next) = cut(call, rows, sizes)?;
    Ok(linked(org, call, page, next))
}

/// The rows of the asked page, and the key to continue after if there are more.
pub fn cut(
    call: &Call<'_>,
    mut rows: Vec<Row>,
    (default, max): (usize, usize),
) -> Result<(Vec<Row>, Option<String>), ErrorResponse> {
    let limit = match call.text("limit").map(str::parse::<usize>) {
        None => default,
        Some(Ok(limit)) if limit > 0 => limit.min(max),
        Some(_) => return Err(errors::invalid("limit", "limit: must be greater than 0")),
    };
    // `desc` in most lists, `DESCENDING` in the log
    let descending = call.text("sortOrder").is_some_and(|order| order.to_ascii_lowercase().starts_with("desc"));
    if descending {
        rows.reverse();
    }
    if let Some(last) = after(call)? {
        rows.retain(|row| if descending { row.key < last } else { row.key > last });
    }
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.key.clone());
    Ok((rows, next))
}

/// A response with these rows, a link to itself and, if there is a key to continue after, one to the next page.
pub fn linked(org: &Org, call: &Call<'_>, rows: Vec<Row>, next: Option<String>) -> Response {
    let mut links = vec![link(org, call, call.text("after").map(str::to_owned), "self")];
    if let Some(last) = next {
        links.push(link(org, call, Some(URL_SAFE.encode(last)), "next"));
    }
    let joined =
        org.link_form == LinkForm::Joined || call.headers.get("x-mock-link").is_some_and(|form| form == "joined");
    if joined {
        links = vec![links.join(", ")];
    }
    let resources: Vec<Value> = rows.into_iter().map(|row| row.resource).collect();
    links.iter().fold(Value::Array(resources).into(), |response: Response, link| response.header(LINK, link))
}

/// The key that the asked page continues after.
pub fn after(call: &Call<'_>) -> Result<Option<String>, ErrorResponse> {
    let Some(after) = call.text("after") else {
        return Ok(None);
    };
    let bytes = URL_SAFE.decode(after).map_err(|_| errors::paging())?;
    String::from_utf8(bytes).map(Some).map_err(|_| errors::paging())
}

/// The request's own URL with another `after`, as an element of a `Link` header.
fn link(org: &Org, call: &Call<'_>, after: Option<String>, rel: &str) -> String {
    let origin = &org.link_origin;
    let mut query = Serializer::new(String::new());
    if let Some(after) = after {
        query.append_pair("after", &after);
    }
    for (name, value) in call.query.iter().filter(|(name, _)| name != "after") {
        query.append_pair(name, value);
    }
    let query = query.finish();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("<{origin}{}{mark}{query}>; rel=\"{rel}\"", call.asked)
}
