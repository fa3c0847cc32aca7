//! Images of themes, which come as `multipart/form-data` with one part named `file`.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Org, RouteOverride, Topic};
use crate::engine::response::Response;
use serde_json::{Value, json};

const LOGO: &str = "/api/v1/brands/{brandId}/themes/{themeId}/logo";
const FAVICON: &str = "/api/v1/brands/{brandId}/themes/{themeId}/favicon";
const BACKGROUND: &str = "/api/v1/brands/{brandId}/themes/{themeId}/background-image";
const EVENT: &str = "system.theme.update";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { routes: ROUTES, ..Topic::EMPTY };

/// The routes of images.
const ROUTES: &[RouteOverride] = &[
    ("POST", LOGO, upload, EVENT),
    ("DELETE", LOGO, remove, EVENT),
    ("POST", FAVICON, upload, EVENT),
    ("DELETE", FAVICON, remove, EVENT),
    ("POST", BACKGROUND, upload, EVENT),
    ("DELETE", BACKGROUND, remove, EVENT),
];

/// What an image can be.
struct Image {
    /// The last segment of its path.
    verb: &'static str,
    /// The field of the theme with its URL.
    field: &'static str,
    /// The file that is in its place where there is none; empty for no file.
    default: &'static str,
    /// The media types of its file.
    kinds: &'static [&'static str],
    /// The number of bytes that its file has to stay below.
    limit: usize,
}

const PICTURES: &[&str] = &["image/png", "image/jpeg", "image/gif"];
const ICONS: &[&str] = &["image/png", "image/x-icon", "image/vnd.microsoft.icon"];

const IMAGES: &[Image] = &[
    Image { verb: "logo", field: "logo", default: "logo.png", kinds: PICTURES, limit: 100_000 },
    Image { verb: "favicon", field: "favicon", default: "favicon.ico", kinds: ICONS, limit: 2_000_000 },
    Image { verb: "background-image", field: "backgroundImage", default: "", kinds: PICTURES, limit: 2_000_000 },
];

/// Keeps where the image would be found; the image itself is only checked.
fn upload(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let image = image(call)?;
    let file = File::read(call).map_err(|cause| errors::invalid("file", format!("file: {cause}")))?;
    if !image.kinds.contains(&file.kind.as_str()) {
        return Err(errors::invalid("file", format!("file: must be one of {}", image.kinds.join(", "))));
    }
    if file.size == 0 || file.size >= image.limit {
        return Err(errors::invalid("file", format!("file: needs 1 to {} bytes", image.limit - 1)));
    }
    let url = json!(format!("{}/files/{}/{}", org.origin, call.id("themeId"), file.name));
    set(org, call, image, url.clone())?;
    Ok(json!({"url": url}).into())
}

fn remove(org: &mut Org, call: &Call<'_>) -> Result<Response, ErrorResponse> {
    let image = image(call)?;
    let default = (!image.default.is_empty()).then(|| format!("{}/files/{}", org.origin, image.default));
    set(org, call, image, json!(default))?;
    Ok(Response::empty())
}

fn image(call: &Call<'_>) -> Result<&'static Image, ErrorResponse> {
    let verb = call.verb()?;
    IMAGES.iter().find(|image| image.verb == verb).ok_or_else(errors::unsupported)
}

fn set(org: &mut Org, call: &Call<'_>, image: &Image, url: Value) -> Result<(), ErrorResponse> {
    if let Some(theme) = org.get_mut(call.resource_path()?) {
        theme.insert(image.field.to_owned(), url);
    }
    Ok(())
}

/// What is said of the one file in a multipart body.
struct File {
    name: String,
    kind: String,
    size: usize,
}

impl File {
    /// Reads the body; the error says what is wrong with it.
    fn read(call: &Call<'_>) -> Result<Self, &'static str> {
        let boundary = parameter(call.header("content-type"), "boundary").ok_or("the boundary is missing")?;
        // One character per byte: text can be cut, and no byte is lost.
        let body: String = call.raw.iter().map(|byte| char::from(*byte)).collect();
        let delimiter = format!("--{boundary}");
        let (parts, _) = body.split_once(&format!("\r\n{delimiter}--")).ok_or("the end is missing")?;
        let mut parts = parts.split(&delimiter).skip(1);
        let (Some(part), None) = (parts.next(), parts.next()) else {
            return Err("must be the only part");
        };
        let (head, content) = part.split_once("\r\n\r\n").ok_or("the head of the part does not end")?;
        let header = |name: &str| {
            let mut lines = head.lines().filter_map(|line| line.split_once(':'));
            let found = lines.find(|(key, _)| key.trim().eq_ignore_ascii_case(name));
            found.map_or("", |(_, value)| value.trim())
        };
        let disposition = header("content-disposition");
        if parameter(disposition, "name") != Some("file") {
            return Err("must be the name of the part");
        }
        let name = parameter(disposition, "filename").ok_or("the file name is missing")?.to_owned();
        Ok(Self { name, kind: header("content-type").to_owned(), size: content.chars().count() })
    }
}

/// A parameter of a header (`; name="value"`), unless it is empty.
fn parameter<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let mut pairs = header.split(';').skip(1).filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name))?;
    let value = value.trim().trim_matches('"');
    (!value.is_empty()).then_some(value)
}
