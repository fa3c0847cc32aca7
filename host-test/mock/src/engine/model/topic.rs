//! How a topic registers, and the registry of all topics.

use crate::engine::errors::ErrorResponse;
use crate::engine::fields::Resource;
use crate::engine::model::{Call, Org, ResourceType};
use crate::engine::response::Response;
use matchit::{InsertError, Router};

/// Handles a checked request.
pub type Handler = fn(&mut Org, &Call<'_>) -> Result<Response, ErrorResponse>;

/// A route with a handler of its own: method, path template, handler, event type (empty for no event).
pub type RouteOverride = (&'static str, &'static str, Handler, &'static str);

/// One topic of the org.
#[derive(Debug)]
pub struct Topic {
    /// Its resource types, which the generic handlers serve.
    pub resource_types: &'static [ResourceType],
    /// The routes that no table describes.
    pub routes: &'static [RouteOverride],
    /// Lists that read memberships or assignments from their other end: the path of the list, the path of the pairs.
    pub reverse_lists: &'static [(&'static str, &'static str)],
}

impl Topic {
    /// An empty topic, as the base of others.
    pub const EMPTY: Self = Self { resource_types: &[], routes: &[], reverse_lists: &[] };
}

/// All topics, and the seed.
#[derive(Debug)]
pub struct Registry {
    topics: &'static [Topic],
    by_path: Router<&'static ResourceType>,
    /// The resources of a new org by the path of their collection; a path with placeholders stands for one collection
    /// in every resource of the type above it.
    pub seed: Resource,
}

impl Registry {
    /// Registers topics; no two resource types have the same path.
    pub fn new(topics: &'static [Topic], seed: Resource) -> Result<Self, InsertError> {
        let mut by_path = Router::new();
        for resource_type in topics.iter().flat_map(|topic| topic.resource_types) {
            by_path.insert(resource_type.path, resource_type)?;
        }
        Ok(Self { topics, by_path, seed })
    }

    /// All resource types.
    pub fn resource_types(&self) -> impl Iterator<Item = &'static ResourceType> {
        self.topics.iter().flat_map(|topic| topic.resource_types)
    }

    /// All routes with a handler of their own.
    pub fn routes(&self) -> impl Iterator<Item = &'static RouteOverride> {
        self.topics.iter().flat_map(|topic| topic.routes)
    }

    /// The resource type whose collections have this path or path template.
    pub fn at(&self, path: &str) -> Option<&'static ResourceType> {
        self.by_path.at(path).ok().map(|found| *found.value)
    }

    /// The path template of the memberships that a list reads from their other end.
    pub fn reversed(&self, list: &str) -> Option<&'static str> {
        let mut lists = self.topics.iter().flat_map(|topic| topic.reverse_lists);
        lists.find(|(reversed, _)| *reversed == list).map(|(_, pairs)| *pairs)
    }
}
