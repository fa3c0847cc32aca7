//! Families: what a kind of item needs to be served by the generic handlers, as data.
//!
//! A new family is one [`Family`] value in the `FAMILIES` of its topic (and a new topic one line in [`ALL`]); the routes
//! that the generic handlers answer are found by its path. Items of a new org are in `seed.json`.

use crate::engine::call::Call;
use crate::engine::errors::{self, Refusal};
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
use crate::topics::perimeter;
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
use matchit::Router;
use serde_json::{Map, Value};
use std::{collections::BTreeMap, sync::LazyLock};

/// One item, as it is kept.
pub type Item = Map<String, Value>;

/// The items of one collection by id.
pub type Items = BTreeMap<String, Item>;

/// The text at a dotted path in an item.
pub fn text_at<'i>(item: &'i Item, path: &str) -> Option<&'i str> {
    let mut keys = path.split('.');
    let first = keys.next().and_then(|key| item.get(key));
    keys.fold(first, |value, key| value?.get(key)).and_then(Value::as_str)
}

/// A kind of item and how the org treats it.
#[derive(Debug)]
pub struct Family {
    /// The path template of its collections, as `operations.jsonl` writes it.
    pub path: &'static str,
    /// What refusals call an item.
    pub noun: &'static str,
    /// Where an id comes from.
    pub id: Id,
    /// The status of a new item; none where the family has no status.
    pub initial: Option<&'static str>,
    /// What the status allows; a verb without a rule is allowed always.
    pub rules: &'static [Rule],
    /// Dotted paths of fields that must be there.
    pub required: &'static [&'static str],
    /// Dotted paths of fields that no two items of a collection may share.
    pub unique: &'static [&'static str],
    /// Fields that the caller never sets, besides `id`, `created`, `lastUpdated`, `status` and `_links`.
    pub server: &'static [&'static str],
    /// Fields that stay as they were created.
    pub frozen: &'static [&'static str],
    /// What fields are where nobody sets them, as a JSON object.
    pub defaults: &'static str,
    /// Fields that lists leave out.
    pub brief: &'static [&'static str],
    /// Fields that hold the id of an item of another family, given by its path; the item goes with that one.
    pub about: &'static [(&'static str, &'static str)],
    /// The fields that say when an item was created and changed.
    pub times: &'static [&'static str],
    /// Its links, without those to lifecycle operations.
    pub links: &'static [Link],
    /// Whether its links name the lifecycle operations that its status allows.
    pub offers: bool,
    /// Whether lists show no link but `self`.
    pub lean: bool,
    /// A field and its value that mark items which cannot be changed or deleted.
    pub fixed: Option<(&'static str, &'static str)>,
    /// A field and its value that mark items which can be changed, but not deleted or switched off.
    pub stays: Option<(&'static str, &'static str)>,
    /// The query parameter with the beginning of a word, and the dotted paths of the fields it is looked for in.
    pub keyword: (&'static str, &'static [&'static str]),
    /// Query parameters that select by a field, and the dotted path of the field.
    pub equals: &'static [(&'static str, &'static str)],
    /// The default and the largest number of items in a page.
    pub page: (usize, usize),
    /// What event types begin with; empty where the log does not tell.
    pub event: &'static str,
    /// Event types that are not that beginning and the verb.
    pub events: &'static [(&'static str, &'static str)],
    /// Checks and completes an item (after `required`) that is about to be kept; gets the item that it replaces.
    pub prepare: fn(&Org, &Call<'_>, &mut Item, Option<&Item>) -> Result<(), Refusal>,
    /// Adds what comes with a new item of this id.
    pub made: fn(&mut Org, &str),
    /// Turns a kept item, with its links, into what is shown; gets its address.
    pub show: fn(&Org, &str, &mut Item),
    /// Finds an item's id by a name in a path.
    pub find: fn(&Items, &str) -> Option<String>,
}

/// Where the id of an item comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Id {
    /// It is made, with this prefix.
    Made(&'static str),
    /// It is the value of this field.
    Field(&'static str),
    /// It is always this literal segment of the path: the collection holds one item.
    Only(&'static str),
    /// It is the id of an item of the family with this path, and the item has fields of its own.
    Of(&'static str),
    /// It is the id of an item of the family with this path, which is shown: a membership.
    Link(&'static str),
}

/// In which statuses a verb (`update`, `delete` or a lifecycle operation) is allowed and what it makes of the status.
#[derive(Debug)]
pub struct Rule {
    /// What follows the item in the operation's path (`lifecycle/activate`), or `update`, or `delete`.
    pub verb: &'static str,
    /// The statuses it is allowed in; empty stands for any.
    pub from: &'static [&'static str],
    /// The status afterwards, if it changes.
    pub to: Option<&'static str>,
    /// How it is refused otherwise; gets a sentence that says why.
    pub refused: fn(String) -> Refusal,
}

/// A verb that changes the status.
pub const fn moves(
    verb: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    refused: fn(String) -> Refusal,
) -> Rule {
    let to = Some(to);
    Rule { verb, from, to, refused }
}

/// A verb that leaves the status.
pub const fn needs(verb: &'static str, from: &'static [&'static str], refused: fn(String) -> Refusal) -> Rule {
    let to = None;
    Rule { verb, from, to, refused }
}

/// The rules of what can be switched on and off at any time.
pub const ON_OFF: &[Rule] = &[ACTIVATE, DEACTIVATE];

/// The same where only what is off can be deleted.
pub const OFF_TO_DELETE: &[Rule] = &[ACTIVATE, DEACTIVATE, needs("delete", &["INACTIVE"], errors::item_status)];

const ACTIVATE: Rule = moves("lifecycle/activate", &[], "ACTIVE", errors::item_status);
const DEACTIVATE: Rule = moves("lifecycle/deactivate", &[], "INACTIVE", errors::item_status);

/// A family with nothing but defaults, to write others on top of.
pub const PLAIN: Family = Family {
    path: "",
    noun: "",
    id: Id::Made(""),
    initial: None,
    rules: &[],
    required: &[],
    unique: &[],
    server: &[],
    frozen: &[],
    defaults: "{}",
    brief: &[],
    about: &[],
    times: &["created", "lastUpdated"],
    links: links::SELF,
    offers: true,
    lean: false,
    fixed: None,
    stays: None,
    keyword: ("q", &[]),
    equals: &[],
    page: (20, 200),
    event: "",
    events: &[],
    prepare: |_, _, _, _| Ok(()),
    made: |_, _| {},
    show: |_, _, _| {},
    find: |items, id| items.contains_key(id).then(|| id.to_owned()),
};

/// The families of all topics.
const ALL: &[&[Family]] = &[
    users::FAMILIES,
    user_types::FAMILIES,
    grants::FAMILIES,
    tokens::FAMILIES,
    linked::FAMILIES,
    factors::FAMILIES,
    groups::FAMILIES,
    rules::FAMILIES,
    roles::FAMILIES,
    subscriptions::FAMILIES,
    apps::FAMILIES,
    sign_on::FAMILIES,
    provisioning::FAMILIES,
    secrets::FAMILIES,
    keys::FAMILIES,
    csrs::FAMILIES,
    idps::FAMILIES,
    mappings::FAMILIES,
    schemas::FAMILIES,
    authorization_servers::FAMILIES,
    policies::FAMILIES,
    authenticators::FAMILIES,
    perimeter::FAMILIES,
    hooks::FAMILIES,
    domains::FAMILIES,
    brands::FAMILIES,
    templates::FAMILIES,
    features::FAMILIES,
    settings::FAMILIES,
    log::FAMILIES,
];

/// All families.
pub fn all() -> impl Iterator<Item = &'static Family> {
    ALL.iter().copied().flatten()
}

impl Family {
    /// How many segments its collections' paths have.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count()
    }

    /// The family that an id in a path belongs to: another one for memberships and assignments.
    pub fn target(&'static self) -> &'static Family {
        match self.id {
            Id::Of(path) | Id::Link(path) => by_path(path).unwrap_or(self),
            _ => self,
        }
    }

    /// The family of the items that its lists show: another one for memberships.
    pub fn listed(&'static self) -> &'static Family {
        if let Id::Link(_) = self.id { self.target() } else { self }
    }

    /// Fills in the fields that nobody has set.
    pub fn complete(&self, item: &mut Item) {
        let defaults: Item = serde_json::from_str(self.defaults).unwrap_or_default();
        for (field, value) in defaults {
            item.entry(field).or_insert(value);
        }
    }

    /// The path of the collection that such an id is looked up in, for a collection of this family.
    pub fn target_path<'p>(&self, collection: &'p str) -> &'p str {
        match self.id {
            Id::Of(path) | Id::Link(path) => path,
            _ => collection,
        }
    }

    /// The rule for a verb.
    pub fn rule(&self, verb: &str) -> Option<&'static Rule> {
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

static BY_PATH: LazyLock<Router<&'static Family>> = LazyLock::new(|| {
    let mut router = Router::new();
    for family in all() {
        router.insert(family.path, family).expect("no two families have the same path");
    }
    router
});

/// The family whose collections have this path or path template.
pub fn by_path(path: &str) -> Option<&'static Family> {
    BY_PATH.at(path).ok().map(|found| *found.value)
}
