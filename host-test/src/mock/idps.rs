//! Identity providers and the users that are linked to them.

use super::{
    families::{Family, Id, ON_OFF, PLAIN},
    users::USERS,
};

/// Identity providers and linked users.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1/idps",
        noun: "IdentityProvider",
        id: Id::Made("0oa"),
        initial: Some("ACTIVE"),
        rules: ON_OFF,
        required: &["type", "name", "protocol", "policy"],
        unique: &["name"],
        keyword: ("q", &["name"]),
        equals: &["type"],
        event: "system.idp.lifecycle",
        ..PLAIN
    },
    Family {
        path: "/api/v1/idps/{idpId}/users",
        noun: "IdentityProviderUser",
        id: Id::Of(USERS),
        event: "user.idp.link",
        ..PLAIN
    },
];
