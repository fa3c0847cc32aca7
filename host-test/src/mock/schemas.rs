//! Schemas of user, group and app user profiles. An update is a merge: null takes a property away.

use super::{
    apps::APPS,
    families::{Family, Id, Item, PLAIN, text_at},
    org::Org,
};
use serde_json::json;

/// The path of the schemas of user types.
pub const USER_SCHEMAS: &str = "/api/v1/meta/schemas/user";

/// The path of the schema of the default user type.
pub const USER_SCHEMA: &str = "/api/v1/meta/schemas/user/osc0000000000001mock";

const APP_SCHEMAS: &str = "/api/v1/meta/schemas/apps";

const SCHEMA: Family = Family {
    noun: "Schema",
    id: Id::Only("default"),
    server: &["$schema", "name", "type"],
    event: "schema.profile",
    show,
    ..PLAIN
};

/// Schemas; an app has one from the start.
pub const FAMILIES: &[Family] = &[
    Family {
        path: USER_SCHEMAS,
        id: Id::Made("osc"),
        find: |schemas, name| {
            let id = if name == "default" { USER_SCHEMA.rsplit('/').next()? } else { name };
            schemas.contains_key(id).then(|| id.to_owned())
        },
        ..SCHEMA
    },
    Family { path: "/api/v1/meta/schemas/group", ..SCHEMA },
    Family { path: APP_SCHEMAS, noun: "AppInstance", id: Id::Link(APPS), ..PLAIN },
    Family { path: "/api/v1/meta/schemas/apps/{appInstanceId}", ..SCHEMA },
];

/// Gives a new app its schema, which is the seed of everything below this path.
pub fn of_app(org: &mut Org, app: &str) {
    org.insert(APP_SCHEMAS, app, Item::new());
}

/// The id of a schema is its address without the version of the API.
fn show(_: &Org, schema: &mut Item) {
    let href = text_at(schema, "_links.self.href").unwrap_or_default();
    let id = href.replacen("/api/v1", "", 1);
    schema.insert("id".to_owned(), json!(id));
}
