//! The state of an org: its resources by the path of their collection, and the ids it makes.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, Resources, text_at};
use crate::engine::model::{Id, Registry, ResourceType};
use crate::engine::time::now;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Ids below this are for the seed.
const FIRST_ID: u64 = 62 * 62;

/// How the `Link` headers of a page are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkForm {
    /// One header line per link.
    #[default]
    TwoLines,
    /// One header line with all links, joined by a comma.
    Joined,
}

/// The resources of one org.
#[derive(Debug)]
pub struct Org {
    /// The origin in links.
    pub origin: String,
    /// The origin in `Link` headers.
    pub link_origin: String,
    /// The form of `Link` headers.
    pub link_form: LinkForm,
    /// The resource types, and the seed.
    registry: &'static Registry,
    collections: BTreeMap<String, Resources>,
    counter: u64,
}

impl Org {
    /// A freshly seeded org whose links begin with `origin`.
    #[must_use]
    pub fn new(registry: &'static Registry, origin: &str) -> Self {
        let mut org = Self {
            origin: origin.to_owned(),
            link_origin: origin.to_owned(),
            link_form: LinkForm::default(),
            registry,
            collections: BTreeMap::new(),
            counter: FIRST_ID,
        };
        for (path, resources) in registry.seed.iter().filter(|(path, _)| !path.contains('{')) {
            org.plant(path, resources);
        }
        org
    }

    /// The resource type whose collections have this path or path template.
    pub fn resource_type_at(&self, path: &str) -> Option<&'static ResourceType> {
        self.registry.at(path)
    }

    /// The resource type that an id in a path belongs to: another one for memberships and assignments.
    pub fn target(&self, resource_type: &'static ResourceType) -> &'static ResourceType {
        match resource_type.id {
            Id::Assignment(path) | Id::Membership(path) => self.registry.at(path).unwrap_or(resource_type),
            _ => resource_type,
        }
    }

    /// The resource type that its lists show: another one for memberships.
    pub fn listed(&self, resource_type: &'static ResourceType) -> &'static ResourceType {
        if let Id::Membership(_) = resource_type.id { self.target(resource_type) } else { resource_type }
    }

    /// The path template of the memberships that a list reads from their other end.
    pub fn reversed(&self, list: &str) -> Option<&'static str> {
        self.registry.reversed(list)
    }

    /// Stores seed resources in the collection at `path`.
    fn plant(&mut self, path: &str, resources: &Value) {
        let Some(resource_type) = self.resource_type_at(path) else {
            return;
        };
        for resource in resources.as_array().into_iter().flatten().filter_map(Value::as_object) {
            let mut resource = self.fresh(resource_type, resource);
            let id = self.id_for(resource_type, &mut resource);
            self.insert(path, &id, resource);
        }
    }

    /// A new resource with the status and the times of its type, unless it has its own.
    pub fn fresh(&self, resource_type: &ResourceType, fields: &Resource) -> Resource {
        let mut resource = Resource::new();
        if let Id::Generated(_) | Id::Assignment(_) = resource_type.id {
            resource.insert("id".to_owned(), Value::Null);
            resource.extend(resource_type.times.iter().map(|time| ((*time).to_owned(), json!(now()))));
        }
        if let Some(status) = resource_type.initial_status {
            resource.insert("status".to_owned(), json!(status));
        }
        resource.extend(fields.clone());
        resource_type.complete(&mut resource);
        resource
    }

    /// The id of a new resource; a generated one is written into it.
    pub fn id_for(&mut self, resource_type: &ResourceType, resource: &mut Resource) -> String {
        let field = match resource_type.id {
            Id::Generated(_) | Id::Assignment(_) | Id::Membership(_) => "id",
            Id::Field(field) => field,
            Id::Singleton(id) => return id.to_owned(),
        };
        let given = text_at(resource, field).map(str::to_owned);
        match (resource_type.id, given) {
            (Id::Generated(prefix), None) => {
                let id = self.make_id(prefix);
                resource.insert("id".to_owned(), json!(id));
                id
            }
            (_, given) => given.unwrap_or_default(),
        }
    }

    /// A new id: a prefix, a counter, 20 characters as in Okta. Ids of one prefix sort by their creation.
    pub fn make_id(&mut self, prefix: &str) -> String {
        self.counter += 1;
        let digits = base62(self.counter);
        let width = 16_usize.saturating_sub(prefix.len());
        format!("{prefix}{digits:0>width$}mock")
    }

    /// A number that no other id or request of this org has.
    pub fn serial(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// The resources of the collection at a path.
    pub fn resources(&self, path: &str) -> impl Iterator<Item = (&String, &Resource)> {
        self.collections.get(path).into_iter().flatten()
    }

    /// The resource at a path.
    pub fn get(&self, path: &str) -> Option<&Resource> {
        let (collection, id) = path.rsplit_once('/')?;
        self.collections.get(collection)?.get(id)
    }

    /// The resource at a path, to change it.
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Resource> {
        let (collection, id) = path.rsplit_once('/')?;
        self.collections.get_mut(collection)?.get_mut(id)
    }

    /// The id of the resource with this id or other name in the collection at a path.
    pub fn find(&self, resource_type: &ResourceType, path: &str, name: &str) -> Result<String, ErrorResponse> {
        let found = self.collections.get(path).and_then(|resources| (resource_type.find)(resources, name));
        found.ok_or_else(|| errors::not_found(name, resource_type.noun))
    }

    /// Stores a resource; a new one gets everything that its type has from the start.
    pub fn insert(&mut self, path: &str, id: &str, resource: Resource) {
        let Some(resource_type) = self.resource_type_at(path) else {
            return;
        };
        let resources = self.collections.entry(path.to_owned()).or_default();
        if resources.insert(id.to_owned(), resource).is_some() {
            return;
        }
        let rest_of = |template: &'static str| {
            let (_, rest) = template.strip_prefix(resource_type.path)?.strip_prefix("/{")?.split_once('}')?;
            (!rest.contains('{')).then_some(rest)
        };
        for (rest, resources) in
            self.registry.seed.iter().filter_map(|(template, resources)| Some((rest_of(template)?, resources)))
        {
            self.plant(&format!("{path}/{id}{rest}"), resources);
        }
        (resource_type.on_create)(self, id);
    }

    /// Removes a resource, everything below it, and all memberships and other resources that reference it. A membership
    /// or assignment is removed alone: other references to its target stay.
    pub fn remove(&mut self, path: &str) -> Option<Resource> {
        let (collection, id) = path.rsplit_once('/')?;
        let resource = self.collections.get_mut(collection)?.remove(id)?;
        let below = format!("{path}/");
        self.collections.retain(|path, _| !path.starts_with(&below));
        let removed = self.resource_type_at(collection)?;
        if matches!(removed.id, Id::Assignment(_) | Id::Membership(_)) {
            return Some(resource);
        }
        let mut dangling = Vec::new();
        for (path, resources) in &mut self.collections {
            let Some(resource_type) = self.registry.at(path) else {
                continue;
            };
            let pairs =
                matches!(resource_type.id, Id::Assignment(target) | Id::Membership(target) if target == collection);
            let about = |resource_type: &ResourceType, resource: &Resource| {
                let mut about = resource_type.references.iter();
                about.any(|(path, field)| *path == removed.path && text_at(resource, field) == Some(id))
            };
            let names = |key: &str, resource: &Resource| pairs && key == id || about(resource_type, resource);
            let gone: Vec<String> =
                resources.iter().filter(|(key, resource)| names(key, resource)).map(|(key, _)| key.clone()).collect();
            for key in gone {
                resources.remove(&key);
                dangling.push(format!("{path}/{key}/"));
            }
        }
        self.collections.retain(|path, _| !dangling.iter().any(|gone| path.starts_with(gone)));
        Some(resource)
    }

    /// Removes all resources of a collection.
    pub fn clear(&mut self, path: &str) {
        let ids: Vec<String> = self.resources(path).map(|(id, _)| id.clone()).collect();
        for id in ids {
            self.remove(&format!("{path}/{id}"));
        }
    }
}

fn base62(mut number: u64) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut digits = Vec::new();
    while number > 0 {
        digits.push(char::from(DIGITS[usize::try_from(number % 62).unwrap_or_default()]));
        number /= 62;
    }
    digits.iter().rev().collect()
}
