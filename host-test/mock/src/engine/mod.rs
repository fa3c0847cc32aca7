//! What all topics share: the state of an org and the generic handlers.

pub mod call;
pub mod errors;
pub mod expressions;
pub mod lifecycle;
pub mod links;
pub mod lists;
pub mod members;
pub mod org;
pub mod pages;
pub mod resource_type;
pub mod resources;
pub mod scim;
