//! Brands and their themes.

use crate::engine::errors;
use crate::engine::families::{Family, Id, PLAIN, text_at};

/// The path of all themes of a brand.
pub const THEMES: &str = "/api/v1/brands/{brandId}/themes";

/// Brands and themes.
pub const FAMILIES: &[Family] = &[
    Family {
        path: "/api/v1/brands",
        noun: "Brand",
        times: &[],
        links: &[("self", "", "GET PUT"), ("themes", "/themes", "GET")],
        id: Id::Made("bnd"),
        required: &["name"],
        unique: &["name"],
        server: &["isDefault"],
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
    Family {
        path: THEMES,
        noun: "Theme",
        times: &[],
        links: &[
            ("self", "", "GET PUT"),
            ("logo", "/logo", "POST DELETE"),
            ("favicon", "/favicon", "POST DELETE"),
            ("background-image", "/background-image", "POST DELETE"),
        ],
        id: Id::Made("the"),
        required: &[
            "primaryColorHex",
            "secondaryColorHex",
            "signInPageTouchPointVariant",
            "endUserDashboardTouchPointVariant",
            "errorPageTouchPointVariant",
            "emailTemplateTouchPointVariant",
        ],
        server: &["logo", "favicon", "backgroundImage"],
        event: "system.theme",
        ..PLAIN
    },
];
