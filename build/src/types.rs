//! The types that actions may use.

use crate::model::ParamType;
use wit_parser::{Resolve, Type, TypeDefKind};

/// The type of a parameter and whether it is optional; none if the type is not allowed.
pub fn param_type(resolve: &Resolve, ty: &Type) -> Option<(ParamType, bool)> {
    match ty {
        Type::String => Some((ParamType::Text, false)),
        Type::Bool => Some((ParamType::Flag, false)),
        Type::U32 => Some((ParamType::Number, false)),
        Type::Id(id) => match &resolve.types[*id].kind {
            TypeDefKind::Option(inner) => {
                param_type(resolve, inner).filter(|(_, optional)| !optional).map(|(ty, _)| (ty, true))
            }
            TypeDefKind::List(Type::String) => Some((ParamType::List, false)),
            TypeDefKind::List(Type::U8) => Some((ParamType::Bytes, false)),
            TypeDefKind::Type(alias) => param_type(resolve, alias),
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
pub fn is_action_result(resolve: &Resolve, ty: &Type) -> bool {
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
