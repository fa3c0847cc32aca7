//! Brands and their themes.

use crate::engine::errors;
use crate::engine::fields::text_at;
use crate::engine::model::{Id, PLAIN, ResourceType, Topic};

/// The path of all themes of a brand.
pub const THEMES: &str = "/api/v1/brands/{brandId}/themes";

/// The entry of this topic in the list of topics.
pub const TOPIC: Topic = Topic { resource_types: RESOURCE_TYPES, ..Topic::EMPTY };

/// Brands and themes.
const RESOURCE_TYPES: &[ResourceType] = &[
    ResourceType {
        path: "/api/v1/brands",
        noun: "Brand",
        times: &[],
        links: &[("self", "", "GET PUT"), ("themes", "/themes", "GET")],
        id: Id::Generated("bnd"),
        required: &["name"],
        unique: &["name"],
        read_only: &["isDefault"],
        defaults: r#"{"removePoweredByOkta": false, "customPrivacyPolicyUrl": null, "agreeToCustomPrivacyPolicy": false}"#,
        keyword: ("q", &["name"]),
        event: "system.brand",
        prepare: |_, _, brand, _| {
            let agreed = brand.get("agreeToCustomPrivacyPolicy").is_some_and(|agreed| *agreed == true);
            match text_at(brand, "customPrivacyPolicyUrl") {
                Some(url) if !url.is_empty() && !agreed => Err(errors::invalid(
                    "agreeToCustomPrivacyPolicy",
                    "agreeToCustomPrivacyPolicy: must be true with a customPrivacyPolicyUrl",
                )),
                _ => Ok(()),
            }
        },
        ..PLAIN
    },
    ResourceType {
        path: THEMES,
        noun: "Theme",
        times: &[],
        links: &[
            ("self", "", "GET PUT"),
            ("logo", "/logo", "POST DELETE"),
            ("favicon", "/favicon", "POST DELETE"),
            ("background-image", "/background-image", "POST DELETE"),
        ],
        id: Id::Generated("the"),
        required: &[
            "primaryColorHex",
            "secondaryColorHex",
            "signInPageTouchPointVariant",
            "endUserDashboardTouchPointVariant",
            "errorPageTouchPointVariant",
            "emailTemplateTouchPointVariant",
        ],
        read_only: &["logo", "favicon", "backgroundImage"],
        event: "system.theme",
        ..PLAIN
    },
];
