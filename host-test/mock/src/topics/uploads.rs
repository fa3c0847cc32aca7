//! Images of themes, which come as `multipart/form-data` with one part named `file`.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::model::{Call, Org, RouteOverride, Topic};
use crate::engine::response::Response;
use futures_util::{FutureExt, stream};
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use std::{convert::Infallible, future::ready};

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

/// A type of image.
struct Image {
    /// The last segment of its path.
    verb: &'static str,
    /// The field of the theme with its URL.
    field: &'static str,
    /// The default file; empty for none.
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

/// Stores the URL of the image; the image itself is only checked.
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

/// The one file in a multipart body, without its content.
struct File {
    name: String,
    kind: String,
    size: usize,
}

impl File {
    /// Reads the body; the error says what is wrong with it.
    fn read(call: &Call<'_>) -> Result<Self, String> {
        let boundary = multer::parse_boundary(call.header("content-type")).map_err(|error| error.to_string())?;
        let body = stream::once(ready(Ok::<_, Infallible>(call.raw.clone())));
        let reading = Self::only(multer::Multipart::new(body, boundary));
        // All of the body is here, so reading never waits.
        reading.now_or_never().unwrap_or_else(|| Err("cannot be read".to_owned()))
    }

    /// The only part, which is a file.
    async fn only(mut parts: multer::Multipart<'_>) -> Result<Self, String> {
        let unreadable = |error: multer::Error| error.to_string();
        let part = parts.next_field().await.map_err(unreadable)?.ok_or("the part is missing")?;
        if part.name() != Some("file") {
            return Err("must be the name of the part".to_owned());
        }
        let name = part.file_name().filter(|name| !name.is_empty()).ok_or("the file name is missing")?.to_owned();
        let kind = part.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let size = part.bytes().await.map_err(unreadable)?.len();
        match parts.next_field().await.map_err(unreadable)? {
            Some(_) => Err("must be the only part".to_owned()),
            None => Ok(Self { name, kind, size }),
        }
    }
}
