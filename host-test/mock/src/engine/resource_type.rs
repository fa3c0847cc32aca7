//! Resource types: what a kind of resource needs to be served by the generic handlers, as data.
//!
//! A new resource type is one [`ResourceType`] value in the `FAMILIES` of its topic (and a new topic one line in [`ALL`]); the routes
//! that the generic handlers answer are found by its path. Resources of a new org are in `seed.json`.

use crate::engine::call::Call;
use crate::engine::errors::{self, ErrorResponse};
use crate::engine::links::{self, Link};
use crate::engine::org::Org;
use crate::topics::apps;
use crate::topics::authenticators;
use crate::topics::authorization_servers;
use crate::topics::brands;
use crate::topics::csrs;
use crate::topics::domains;
use crate::topics::factors;
use crate::topics::features;
use crate::topics::grants;
use crate::topics::groups;
use crate::topics::hooks;
use crate::topics::idps;
use crate::topics::keys;
use crate::topics::linked;
use crate::topics::log;
use crate::topics::mappings;
use crate::topics::policies;
use crate::topics::provisioning;
use crate::topics::roles;
use crate::topics::rules;
use crate::topics::schemas;
use crate::topics::secrets;
use crate::topics::settings;
use crate::topics::sign_on;
use crate::topics::subscriptions;
use crate::topics::templates;
use crate::topics::tokens;
use crate::topics::user_types;
use crate::topics::users;
use crate::topics::zones_and_origins;
use matchit::Router;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::LazyLock};

/// One resource, as it is kept.
pub type Resource = Map<String, Value>;

/// The resources of one collection by id.
pub type Resources = BTreeMap<String, Resource>;

/// The text at a dotted path in a resource.
pub fn text_at<'i>(resource: &'i Resource, path: &str) -> Option<&'i str> {
    let mut keys = path.split('.');
    let first = keys.next().and_then(|key| resource.get(key));
    keys.fold(first, |value, key| value?.get(key)).and_then(Value::as_str)
}

/// A type of resource, such as users or policies, and how the org treats it.
#[derive(Debug)]
pub struct ResourceType {
    /// The path template of its collections, as `operations.jsonl` writes it.
    pub path: &'static str,
    /// Its name in error responses.
    pub noun: &'static str,
    /// Where an id comes from.
    pub id: Id,
    /// The status of a new resource; `None` if the type has no status.
    pub initial_status: Option<&'static str>,
    /// What the status allows; a verb without a rule is always allowed.
    pub rules: &'static [VerbRule],
    /// Dotted paths of required fields.
    pub required: &'static [&'static str],
    /// Dotted paths of fields that no two resources of a collection may share.
    pub unique: &'static [&'static str],
    /// Fields that the caller never sets, besides `id`, `created`, `lastUpdated`, `status` and `_links`.
    pub read_only: &'static [&'static str],
    /// Fields that never change after the resource is created.
    pub immutable: &'static [&'static str],
    /// The defaults of fields, as a JSON object.
    pub defaults: &'static str,
    /// Fields that lists omit.
    pub omitted_in_lists: &'static [&'static str],
    /// References to resources of other types: the path of the type, and the field with the id. A resource is deleted
    /// together with the one it references.
    pub references: &'static [(&'static str, &'static str)],
    /// The fields with the times of creation and of the last change.
    pub times: &'static [&'static str],
    /// Its links, without those to lifecycle operations.
    pub links: &'static [Link],
    /// Whether its links include the lifecycle operations that its status allows.
    pub links_lifecycle: bool,
    /// Whether lists show only the link `self`.
    pub self_link_only: bool,
    /// A field and its value that mark resources which can be neither changed nor deleted.
    pub fixed: Option<(&'static str, &'static str)>,
    /// A field and its value that mark resources which can be changed, but neither deleted nor deactivated.
    pub undeletable: Option<(&'static str, &'static str)>,
    /// The query parameter with the beginning of a word, and the dotted paths of the fields that it searches.
    pub keyword: (&'static str, &'static [&'static str]),
    /// Query parameters that select by a field, and the dotted path of the field.
    pub equals: &'static [(&'static str, &'static str)],
    /// The default and the maximum number of resources in a page.
    pub page: (usize, usize),
    /// The beginning of its event types; empty if its changes leave no events.
    pub event: &'static str,
    /// Event types that are not that beginning and the verb.
    pub events: &'static [(&'static str, &'static str)],
    /// Checks and completes a resource (after `required`) before it is stored; gets the resource that it replaces.
    pub prepare: fn(&Org, &Call<'_>, &mut Resource, Option<&Resource>) -> Result<(), ErrorResponse>,
    /// Adds what belongs to a new resource with this id.
    pub on_create: fn(&mut Org, &str),
    /// Turns a stored resource, with its links, into its representation; gets its address.
    pub show: fn(&Org, &str, &mut Resource),
    /// Finds a resource's id by a name in a path.
    pub find: fn(&Resources, &str) -> Option<String>,
}

/// Where the id of a resource comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// It is generated, with this prefix.
    Generated(&'static str),
    /// It is the value of this field.
    Field(&'static str),
    /// It is always this literal segment of the path: the collection holds one resource.
    Singleton(&'static str),
    /// It is the id of a resource of the type with this path; the assignment has fields of its own.
    Assignment(&'static str),
    /// It is the id of a resource of the type with this path, which is shown in its place: a membership has no fields.
    Membership(&'static str),
}

/// The statuses in which a verb (`update`, `delete` or a lifecycle operation) is allowed, and the status that follows.
#[derive(Debug)]
pub struct VerbRule {
    /// What follows the resource in the operation's path (`lifecycle/activate`), or `update`, or `delete`.
    pub verb: &'static str,
    /// The statuses it is allowed in; empty stands for any.
    pub from: &'static [&'static str],
    /// The status afterwards, if it changes.
    pub to: Option<&'static str>,
    /// The error in any other status; gets a sentence that says why.
    pub refused: fn(String) -> ErrorResponse,
}

/// A verb that changes the status.
pub const fn transition(
    verb: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    refused: fn(String) -> ErrorResponse,
) -> VerbRule {
    let to = Some(to);
    VerbRule { verb, from, to, refused }
}

/// A verb that needs a status and leaves it as it is.
pub const fn guard(
    verb: &'static str,
    from: &'static [&'static str],
    refused: fn(String) -> ErrorResponse,
) -> VerbRule {
    let to = None;
    VerbRule { verb, from, to, refused }
}

/// Rules of types that can be activated and deactivated at any time.
pub const ON_OFF: &[VerbRule] = &[ACTIVATE, DEACTIVATE];

/// The same; only an inactive resource can be deleted.
pub const OFF_TO_DELETE: &[VerbRule] = &[ACTIVATE, DEACTIVATE, guard("delete", &["INACTIVE"], errors::wrong_status)];

const ACTIVATE: VerbRule = transition("lifecycle/activate", &[], "ACTIVE", errors::wrong_status);
const DEACTIVATE: VerbRule = transition("lifecycle/deactivate", &[], "INACTIVE", errors::wrong_status);

/// A resource type with nothing but defaults, to write others on top of.
pub const PLAIN: ResourceType = ResourceType {
    path: "",
    noun: "",
    id: Id::Generated(""),
    initial_status: None,
    rules: &[],
    required: &[],
    unique: &[],
    read_only: &[],
    immutable: &[],
    defaults: "{}",
    omitted_in_lists: &[],
    references: &[],
    times: &["created", "lastUpdated"],
    links: links::SELF,
    links_lifecycle: true,
    self_link_only: false,
    fixed: None,
    undeletable: None,
    keyword: ("q", &[]),
    equals: &[],
    page: (20, 200),
    event: "",
    events: &[],
    prepare: |_, _, _, _| Ok(()),
    on_create: |_, _| {},
    show: |_, _, _| {},
    find: |resources, id| resources.contains_key(id).then(|| id.to_owned()),
};

/// The resource types of all topics.
const ALL: &[&[ResourceType]] = &[
    users::RESOURCE_TYPES,
    user_types::RESOURCE_TYPES,
    grants::RESOURCE_TYPES,
    tokens::RESOURCE_TYPES,
    linked::RESOURCE_TYPES,
    factors::RESOURCE_TYPES,
    groups::RESOURCE_TYPES,
    rules::RESOURCE_TYPES,
    roles::RESOURCE_TYPES,
    subscriptions::RESOURCE_TYPES,
    apps::RESOURCE_TYPES,
    sign_on::RESOURCE_TYPES,
    provisioning::RESOURCE_TYPES,
    secrets::RESOURCE_TYPES,
    keys::RESOURCE_TYPES,
    csrs::RESOURCE_TYPES,
    idps::RESOURCE_TYPES,
    mappings::RESOURCE_TYPES,
    schemas::RESOURCE_TYPES,
    authorization_servers::RESOURCE_TYPES,
    policies::RESOURCE_TYPES,
    authenticators::RESOURCE_TYPES,
    zones_and_origins::RESOURCE_TYPES,
    hooks::RESOURCE_TYPES,
    domains::RESOURCE_TYPES,
    brands::RESOURCE_TYPES,
    templates::RESOURCE_TYPES,
    features::RESOURCE_TYPES,
    settings::RESOURCE_TYPES,
    log::RESOURCE_TYPES,
];

/// All resource types.
pub fn all() -> impl Iterator<Item = &'static ResourceType> {
    ALL.iter().copied().flatten()
}

impl ResourceType {
    /// How many segments its collections' paths have.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count()
    }

    /// The resource type that an id in a path belongs to: another one for memberships and assignments.
    pub fn target(&'static self) -> &'static ResourceType {
        match self.id {
            Id::Assignment(path) | Id::Membership(path) => by_path(path).unwrap_or(self),
            _ => self,
        }
    }

    /// The resource type of the resources that its lists show: another one for memberships.
    pub fn listed(&'static self) -> &'static ResourceType {
        if let Id::Membership(_) = self.id { self.target() } else { self }
    }

    /// Fills in the fields that nobody has set.
    pub fn complete(&self, resource: &mut Resource) {
        let defaults: Resource = serde_json::from_str(self.defaults).unwrap_or_default();
        for (field, value) in defaults {
            resource.entry(field).or_insert(value);
        }
    }

    /// The path of the collection that such an id is looked up in, for a collection of this resource type.
    pub fn target_path<'p>(&self, collection: &'p str) -> &'p str {
        match self.id {
            Id::Assignment(path) | Id::Membership(path) => path,
            _ => collection,
        }
    }

    /// The rule for a verb.
    pub fn rule(&self, verb: &str) -> Option<&'static VerbRule> {
        self.rules.iter().find(|rule| rule.verb == verb)
    }

    /// The event type for a verb, of which the last segment counts; empty where the log does not tell.
    pub fn event_type(&self, verb: &str) -> String {
        let verb = verb.rsplit('/').next().unwrap_or_default();
        match self.events.iter().find(|(key, _)| *key == verb) {
            Some((_, event)) => (*event).to_owned(),
            None if self.event.is_empty() => String::new(),
            None => format!("{}.{verb}", self.event),
        }
    }
}

static BY_PATH: LazyLock<Router<&'static ResourceType>> = LazyLock::new(|| {
    let mut router = Router::new();
    for resource_type in all() {
        router.insert(resource_type.path, resource_type).expect("no two resource types have the same path");
    }
    router
});

/// The resource type whose collections have this path or path template.
pub fn by_path(path: &str) -> Option<&'static ResourceType> {
    BY_PATH.at(path).ok().map(|found| *found.value)
}
