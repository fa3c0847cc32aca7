//! Which types an action may have.

use super::model::Kind;
use wit_parser::{Resolve, Type, TypeDefKind};

/// The kind of a parameter's type and whether it is optional; none where the type is not allowed.
pub fn kind(resolve: &Resolve, ty: &Type) -> Option<(Kind, bool)> {
    match ty {
        Type::String => Some((Kind::Text, false)),
        Type::Bool => Some((Kind::Flag, false)),
        Type::U32 => Some((Kind::Number, false)),
        Type::Id(id) => match &resolve.types[*id].kind {
            TypeDefKind::Option(inner) => {
                kind(resolve, inner).filter(|(_, optional)| !optional).map(|(kind, _)| (kind, true))
            }
            TypeDefKind::List(Type::String) => Some((Kind::List, false)),
            TypeDefKind::List(Type::U8) => Some((Kind::Bytes, false)),
            TypeDefKind::Type(alias) => kind(resolve, alias),
            _ => None,
        },
        _ => None,
    }
}

/// The name and the fields of a record type.
pub fn record<'a>(resolve: &'a Resolve, ty: &Type) -> Option<(&'a str, &'a [wit_parser::Field])> {
    let Type::Id(id) = ty else { return None };
    let definition = &resolve.types[*id];
    match &definition.kind {
        TypeDefKind::Record(record) => Some((definition.name.as_deref()?, &record.fields)),
        _ => None,
    }
}

/// Whether a type is `result<response, error>` with the shared types.
pub fn is_outcome(resolve: &Resolve, ty: &Type) -> bool {
    let Type::Id(id) = ty else { return false };
    match &resolve.types[*id].kind {
        TypeDefKind::Result(result) => {
            is_named(resolve, result.ok.as_ref(), "response") && is_named(resolve, result.err.as_ref(), "error")
        }
        _ => false,
    }
}

fn is_named(resolve: &Resolve, ty: Option<&Type>, name: &str) -> bool {
    let Some(Type::Id(id)) = ty else { return false };
    match &resolve.types[*id].kind {
        TypeDefKind::Type(Type::Id(target)) => is_named(resolve, Some(&Type::Id(*target)), name),
        _ => resolve.types[*id].name.as_deref() == Some(name),
    }
}
