//! The state of an org: collections of resources by path, made ids, the clock.

use crate::Options;
use crate::auth::oauth::Oauth;
use crate::dispatch::rates::Rates;
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::resource_type::{self, Id, Resource, ResourceType, Resources, text_at};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

/// The user that the token belongs to, and `me`.
pub const ADMIN: &str = "00u0000000000001mock";

/// What a new org holds: resources by the path of their collection; a path with placeholders stands for one collection in
/// every resource of the resource type above it.
static SEED: LazyLock<Resource> =
    LazyLock::new(|| serde_json::from_str(include_str!("../seed.json")).expect("seed.json is an object"));

/// Ids below this are for the seed.
const FIRST_ID: u64 = 62 * 62;

/// One org. All that a request reads or changes is in here.
#[derive(Debug)]
pub struct Org {
    /// What it was started with.
    pub options: Options,
    /// The origin in links.
    pub origin: String,
    /// The requests counted so far.
    pub rates: Rates,
    /// The tokens that it gave out, and what its OAuth server has seen.
    pub oauth: Oauth,
    /// Answers that the mock org should not have given, as sentences; a test fails where there is one.
    pub violations: Vec<String>,
    collections: BTreeMap<String, Resources>,
    made: u64,
}

impl Org {
    /// A freshly seeded org whose links begin with `origin`.
    #[must_use]
    pub fn new(options: Options, origin: &str) -> Self {
        let mut org = Self {
            rates: Rates::new(options.rate_limit),
            options,
            origin: origin.to_owned(),
            oauth: Oauth::default(),
            violations: Vec::new(),
            collections: BTreeMap::new(),
            made: FIRST_ID,
        };
        org.renew_nonce();
        for (path, resources) in SEED.iter().filter(|(path, _)| !path.contains('{')) {
            org.plant(path, resources);
        }
        org
    }

    /// Keeps seed resources in the collection at `path`.
    fn plant(&mut self, path: &str, resources: &Value) {
        let Some(resource_type) = resource_type::by_path(path) else {
            return;
        };
        for resource in resources.as_array().into_iter().flatten().filter_map(Value::as_object) {
            let mut resource = self.fresh(resource_type, resource);
            let id = self.id_for(resource_type, &mut resource);
            self.insert(path, &id, resource);
        }
    }

    /// A new resource with the status and the times that its resource type gives it, unless it has its own.
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

    /// The id of a new resource; one that is made is written into the resource.
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

    /// A new id: a prefix, a counter, 20 characters as in Okta. Ids of one prefix sort in the order they were made.
    pub fn make_id(&mut self, prefix: &str) -> String {
        self.made += 1;
        let digits = base62(self.made);
        let width = 16_usize.saturating_sub(prefix.len());
        format!("{prefix}{digits:0>width$}mock")
    }

    /// A number that no other id or request of this org has.
    pub fn serial(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    /// From now on, proofs (DPoP) must hold a new nonce.
    pub fn renew_nonce(&mut self) {
        self.oauth.nonce = format!("mock-nonce-{}", self.serial());
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

    /// The id of the resource of a resource type that `name` names in the collection at a path.
    pub fn find(&self, resource_type: &ResourceType, path: &str, name: &str) -> Result<String, ErrorResponse> {
        let found = self.collections.get(path).and_then(|resources| (resource_type.find)(resources, name));
        found.ok_or_else(|| errors::not_found(name, resource_type.noun))
    }

    /// Keeps a resource, and with a new one what every resource of its resource type has from the start.
    pub fn insert(&mut self, path: &str, id: &str, resource: Resource) {
        let Some(resource_type) = resource_type::by_path(path) else {
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
        for (rest, resources) in SEED.iter().filter_map(|(template, resources)| Some((rest_of(template)?, resources))) {
            self.plant(&format!("{path}/{id}{rest}"), resources);
        }
        (resource_type.on_create)(self, id);
    }

    /// Removes a resource, all below it, all memberships and other resources that name it. A membership or assignment is removed
    /// alone: what names the resource that it links to stays.
    pub fn remove(&mut self, path: &str) -> Option<Resource> {
        let (collection, id) = path.rsplit_once('/')?;
        let resource = self.collections.get_mut(collection)?.remove(id)?;
        let below = format!("{path}/");
        self.collections.retain(|path, _| !path.starts_with(&below));
        let removed = resource_type::by_path(collection)?;
        if matches!(removed.id, Id::Assignment(_) | Id::Membership(_)) {
            return Some(resource);
        }
        let mut dangling = Vec::new();
        for (path, resources) in &mut self.collections {
            let Some(resource_type) = resource_type::by_path(path) else {
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

/// The time now, as Okta writes it.
pub fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// The time some seconds from now.
pub fn in_seconds(seconds: i64) -> String {
    let then = Timestamp::from_second(Timestamp::now().as_second() + seconds);
    format!("{:.3}", then.unwrap_or_default())
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
