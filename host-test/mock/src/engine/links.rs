//! The `_links` of a resource: to itself, to related resources, and to the lifecycle operations that its status allows.

use crate::engine::fields::{Resource, status, text_at};
use crate::engine::model::{Org, ResourceType};
use serde_json::{Map, Value, json};

/// The links of the resource at an address.
pub fn of(org: &Org, resource_type: &'static ResourceType, address: &str, resource: &Resource) -> Map<String, Value> {
    let mut links = Map::new();
    for (name, target, methods) in resource_type.links {
        let (wanted, name) = name.split_once(':').unwrap_or(("", name));
        if let (true, Some(path)) = (wanted.is_empty() || wanted == status(resource), expand(target, address, resource))
        {
            let is_whole = path.starts_with("/api/") || path.starts_with("/oauth2/");
            let start = if is_whole { "" } else { address };
            links.insert(name.to_owned(), link(&format!("{}{start}{path}", org.origin), methods));
        }
    }
    let leads = |to: Option<&str>| resource_type.links_lifecycle && to.is_some_and(|to| to != status(resource));
    for rule in resource_type.rules.iter().filter(|rule| leads(rule.to)) {
        if resource_type.allows(resource, rule.verb).is_ok() {
            let name = rule.verb.rsplit('/').next().unwrap_or_default();
            links.insert(name.to_owned(), link(&format!("{}{address}/{}", org.origin, rule.verb), "POST"));
        }
    }
    links
}

/// A link, with hints if it has methods.
fn link(href: &str, methods: &str) -> Value {
    match methods {
        "" => json!({"href": href}),
        _ => json!({"href": href, "hints": {"allow": methods.split(' ').collect::<Vec<_>>()}}),
    }
}

fn expand(target: &str, address: &str, resource: &Resource) -> Option<String> {
    let mut path = String::new();
    for (at, part) in target.split(['{', '}']).enumerate() {
        path.push_str(match part.parse::<usize>() {
            _ if at % 2 == 0 => part,
            Ok(segment) => address.split('/').nth(segment)?,
            Err(_) => text_at(resource, part)?,
        });
    }
    Some(path)
}

/// The link to a picture.
pub fn logo(org: &Org, of: &str) -> Value {
    json!([{"name": "medium", "href": format!("{}/assets/img/logos/{of}.png", org.origin), "type": "image/png"}])
}
