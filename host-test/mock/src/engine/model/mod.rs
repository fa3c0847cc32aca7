//! The types that the engine is built on. They refer to one another: the functions of a resource type get the org and
//! the call, and the org finds its resource types in the registry. So they are one room, and everything else only uses
//! it.

mod call;
mod org;
mod resource_type;
mod topic;

pub use call::{Call, Placeholders, first_segments};
pub use org::{LinkForm, Org};
pub use resource_type::{Id, Link, OFF_TO_DELETE, ON_OFF, PLAIN, ResourceType, SELF, VerbRule, guard, transition};
pub use topic::{Handler, Registry, RouteOverride, Topic};
