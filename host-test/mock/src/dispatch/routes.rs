//! The routes, from the list of Okta's operations, and the handler of each.

use crate::dispatch::org::REGISTRY;
use crate::engine::model::{Handler, Id, Placeholders, ResourceType};
use crate::engine::{lifecycle, lists, members, resources};
use crate::facts::operations::{self, Operation};
use crate::facts::shapes;
use matchit::Router;
use percent_encoding::percent_decode_str;
use std::{collections::BTreeMap, sync::LazyLock};

/// An operation and its handler.
#[derive(Debug)]
pub struct Route {
    /// The operation.
    pub operation: &'static Operation,
    /// The status of its success.
    pub status: u16,
    /// The kind of body of a success: `object`, `array`, `union`, `text` or `empty`.
    pub kind: &'static str,
    /// The resource type of its path.
    pub resource_type: Option<&'static ResourceType>,
    /// Its handler; without one the response is 501.
    pub handler: Option<Handler>,
    /// The type of its event in the log; empty for none.
    pub event: String,
}

/// The routes of one path template.
#[derive(Debug)]
pub struct Endpoint {
    /// The template.
    pub template: &'static str,
    /// One route per method.
    pub routes: Vec<Route>,
}

static ENDPOINTS: LazyLock<Router<Endpoint>> = LazyLock::new(|| {
    let mut endpoints: BTreeMap<&str, Vec<Route>> = BTreeMap::new();
    for operation in operations::all() {
        let first = operation
            .answers
            .iter()
            .next()
            .and_then(|(status, kind)| Some((status.parse().ok()?, operations::kind(kind))));
        let (status, kind) = first.unwrap_or((200, "empty"));
        let status = shapes::recorded_status(operation).unwrap_or(status);
        endpoints.entry(&operation.path).or_default().push(route(operation, status, kind));
    }
    let mut router = Router::new();
    for (template, routes) in endpoints {
        router.insert(template, Endpoint { template, routes }).expect("operations.jsonl: templates differ");
    }
    router
});

/// The endpoint that a path as sent belongs to, and the decoded values of its placeholders.
pub fn find(path: &str) -> Option<(&'static Endpoint, Placeholders)> {
    let found = ENDPOINTS.at(path).ok()?;
    let names = found.value.template.split(['{', '}']).skip(1).step_by(2);
    let values = names.map(|name| {
        let raw = found.params.get(name).unwrap_or_default();
        (name, percent_decode_str(raw).decode_utf8_lossy().into_owned())
    });
    Some((found.value, values.collect()))
}

/// Whether an operation has a handler: one of a topic, or a generic one by the table of a resource type.
pub fn is_answered(operation: &'static Operation) -> bool {
    route(operation, 200, "empty").handler.is_some()
}

fn route(operation: &'static Operation, status: u16, kind: &'static str) -> Route {
    let resource_type = deepest(&operation.path);
    let (handler, event) = match overridden(operation).or_else(|| generic(operation, resource_type?)) {
        Some((handler, event)) => (Some(handler), event),
        None => (None, String::new()),
    };
    Route { operation, status, kind, resource_type, handler, event }
}

/// The resource type with the longest path that the template begins with. If the name of a collection is itself the id
/// of a resource (the instances of an app), that path alone is the resource's.
fn deepest(template: &str) -> Option<&'static ResourceType> {
    let resource_types = REGISTRY.resource_types().filter(|resource_type| {
        match (strip(template, resource_type.path), resource_type.id) {
            (Some(rest), Id::Singleton(id)) => rest.first() == Some(&id),
            (Some(rest), _) => !(rest.is_empty() && resource_type.path.ends_with('}')),
            (None, _) => false,
        }
    });
    resource_types.max_by_key(|resource_type| resource_type.depth())
}

/// The segments of a template after those of a collection's template; the names of placeholders do not matter.
fn strip<'t>(template: &'t str, collection: &str) -> Option<Vec<&'t str>> {
    let mut segments = template.split('/');
    for wanted in collection.split('/') {
        let found = segments.next()?;
        if found != wanted && !(found.starts_with('{') && wanted.starts_with('{')) {
            return None;
        }
    }
    Some(segments.collect())
}

fn overridden(operation: &Operation) -> Option<(Handler, String)> {
    let own = REGISTRY.routes().find(|(method, path, ..)| *method == operation.method && *path == operation.path);
    match own {
        Some((_, _, handler, event)) => Some((*handler, (*event).to_owned())),
        None => REGISTRY.reversed(&operation.path).map(|_| (members::reverse_list as Handler, String::new())),
    }
}

fn generic(operation: &Operation, resource_type: &'static ResourceType) -> Option<(Handler, String)> {
    let rest = strip(&operation.path, resource_type.path)?;
    let is_resource = |segment: &str| match resource_type.id {
        Id::Singleton(id) => segment == id,
        _ => segment.starts_with('{'),
    };
    let link = matches!(resource_type.id, Id::Membership(_));
    let (handler, verb): (Handler, &str) = match (operation.method.as_str(), rest.as_slice()) {
        ("GET", []) => (lists::list, ""),
        ("POST", []) => (resources::create, "create"),
        ("DELETE", []) => (resources::clear, "clear"),
        ("PUT", [resource]) if is_resource(resource) && link => (members::add, "add"),
        ("DELETE", [resource]) if is_resource(resource) && link => (members::remove, "remove"),
        ("GET", [resource]) if is_resource(resource) => (resources::get, ""),
        ("PUT", [resource]) if is_resource(resource) => (resources::replace, "update"),
        ("POST", [resource]) if is_resource(resource) => (resources::update, "update"),
        ("DELETE", [resource]) if is_resource(resource) => (resources::delete, "delete"),
        ("POST", [resource, verb @ ..]) if is_resource(resource) => {
            (lifecycle::perform, resource_type.rule(&verb.join("/"))?.verb)
        }
        _ => return None,
    };
    let event = if verb.is_empty() { String::new() } else { resource_type.event_type(verb) };
    Some((handler, event))
}

#[cfg(test)]
mod tests {
    use super::{ENDPOINTS, REGISTRY, find, operations};

    #[test]
    fn literal_segments_win_and_values_are_decoded() {
        let found = |path| find(path).map(|(endpoint, values)| (endpoint.template, values));
        assert_eq!(found("/api/v1/groups/rules"), Some(("/api/v1/groups/rules", vec![])));
        let values = vec![("userId", "a/b@example.com".to_owned())];
        assert_eq!(found("/api/v1/users/a%2Fb%40example.com/groups"), Some(("/api/v1/users/{userId}/groups", values)));
        assert_eq!(found("/api/v1/nothing"), None);
        assert_eq!(found("/api/v1/users/"), None);
    }

    #[test]
    fn every_special_route_is_an_operation() {
        for (method, path, ..) in REGISTRY.routes() {
            let mut operations = operations::all().iter();
            assert!(operations.any(|known| known.method == *method && known.path == *path), "{method} {path}");
        }
    }

    #[test]
    fn every_operation_is_answered() {
        for operation in operations::all() {
            let endpoint = ENDPOINTS.at(&operation.path).expect("it is in the table").value;
            let mut routes = endpoint.routes.iter().filter(|route| route.operation.method == operation.method);
            assert!(routes.all(|route| route.handler.is_some()), "{} {}", operation.method, operation.path);
        }
    }
}
