//! Resource types as data: everything that the generic handlers need to serve a type of resource.
//!
//! A new resource type is one [`ResourceType`] value in the `RESOURCE_TYPES` of its topic. Its path decides which
//! operations the generic handlers serve; its seed is in `seed.json`.

use crate::engine::errors::{self, ErrorResponse};
use crate::engine::fields::{Resource, Resources, status};
use crate::engine::model::{Call, Org};
use serde_json::Value;

/// A type of resource, such as users or policies, and how the org treats it.
#[derive(Debug)]
pub struct ResourceType {
    /// The path template of its collections, as `operations.jsonl` writes it.
    pub path: &'static str,
    /// Its name in error responses.
    pub noun: &'static str,
    /// The source of its ids.
    pub id: Id,
    /// The status of a new resource; `None` if the type has no status.
    pub initial_status: Option<&'static str>,
    /// The verbs that depend on the status; a verb without a rule is always allowed.
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
    /// Event types other than that beginning with the verb.
    pub events: &'static [(&'static str, &'static str)],
    /// Checks and completes a resource (after `required`) before it is stored; gets the resource that it replaces.
    pub prepare: fn(&Org, &Call<'_>, &mut Resource, Option<&Resource>) -> Result<(), ErrorResponse>,
    /// Adds everything that a new resource with this id needs.
    pub on_create: fn(&mut Org, &str),
    /// Turns a stored resource, with its links, into its representation; gets its address.
    pub show: fn(&Org, &str, &mut Resource),
    /// Finds a resource's id by a name in a path.
    pub find: fn(&Resources, &str) -> Option<String>,
}

/// The source of the id of a resource.
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
    /// The operation's path after the resource (`lifecycle/activate`), or `update`, or `delete`.
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

/// A link: its name, its target and the methods that it allows, separated by spaces.
///
/// A name can begin with the only status that has the link (`ACTIVE:verify`). A target is appended to the address of
/// the resource, or to the origin if it begins with `/api/` or `/oauth2/`; `{field}` is a text of the resource and
/// `{4}` a segment of its address. A link with a missing text is omitted.
pub type Link = (&'static str, &'static str, &'static str);

/// The links of most resources.
pub const SELF: &[Link] = &[("self", "", "")];

/// Rules of types that can be activated and deactivated at any time.
pub const ON_OFF: &[VerbRule] = &[ACTIVATE, DEACTIVATE];

/// The same; only an inactive resource can be deleted.
pub const OFF_TO_DELETE: &[VerbRule] = &[ACTIVATE, DEACTIVATE, guard("delete", &["INACTIVE"], errors::wrong_status)];

const ACTIVATE: VerbRule = transition("lifecycle/activate", &[], "ACTIVE", errors::wrong_status);
const DEACTIVATE: VerbRule = transition("lifecycle/deactivate", &[], "INACTIVE", errors::wrong_status);

/// The defaults of a resource type.
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
    links: SELF,
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

impl ResourceType {
    /// The number of segments in the paths of its collections.
    pub fn depth(&self) -> usize {
        self.path.matches('/').count()
    }

    /// Fills in the defaults of fields.
    pub fn complete(&self, resource: &mut Resource) {
        let defaults: Resource = serde_json::from_str(self.defaults).unwrap_or_default();
        for (field, value) in defaults {
            resource.entry(field).or_insert(value);
        }
    }

    /// The path of the collection in which an id of a collection is looked up.
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

    /// The event type for the last segment of a verb; empty for no event.
    pub fn event_type(&self, verb: &str) -> String {
        let verb = verb.rsplit('/').next().unwrap_or_default();
        match self.events.iter().find(|(key, _)| *key == verb) {
            Some((_, event)) => (*event).to_owned(),
            None if self.event.is_empty() => String::new(),
            None => format!("{}.{verb}", self.event),
        }
    }

    /// Whether a resource may be changed by this verb in its status.
    pub fn allows(&self, resource: &Resource, verb: &str) -> Result<(), ErrorResponse> {
        let marked = |mark: Option<(&str, &str)>| {
            mark.and_then(|(field, value)| Some(text(resource.get(field)?) == value)).unwrap_or_default()
        };
        if marked(self.fixed) || (matches!(verb, "delete" | "lifecycle/deactivate") && marked(self.undeletable)) {
            return Err(errors::forbidden());
        }
        let status = status(resource);
        match self.rule(verb) {
            Some(rule) if !rule.from.is_empty() && !rule.from.contains(&status) => {
                let noun = self.noun;
                Err((rule.refused)(format!("{verb}: the status of the {noun} is {status}")))
            }
            _ => Ok(()),
        }
    }
}

/// A value as text without quotes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
