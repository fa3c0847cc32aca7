//! Writes the types of the contract as `repr(C)`, the layout that the canonical ABI prescribes, with their lifting and
//! lowering.

use crate::model::Catalog;
use crate::names::{snake_case, type_name};
use std::fmt::Write;
use wit_parser::{Resolve, SizeAlign, Type, TypeDefKind, TypeId, TypeOwner, WorldItem};

/// The types that exported functions take and return, for `src/abi/contract.rs`.
pub fn types(catalog: &Catalog) -> Result<String, String> {
    let Catalog { resolve, world, sizes, package, .. } = catalog;
    let (mut taken, mut returned) = (Vec::new(), Vec::new());
    for item in resolve.worlds[*world].exports.values() {
        let WorldItem::Interface { id, .. } = item else { continue };
        for function in resolve.interfaces[*id].functions.values() {
            // The arguments of actions are lifted by their rows.
            if catalog.others.iter().any(|other| other.function.name == function.name) {
                function.params.iter().for_each(|param| named(resolve, &param.ty, &mut taken));
            }
            function.result.iter().for_each(|result| named(resolve, result, &mut returned));
        }
    }
    let bindings = package.replace(':', "::");
    let mut out = format!("use crate::contract::exports::{bindings} as contract;\n");
    let taken_only = taken.iter().filter(|id| !returned.contains(id));
    for &id in returned.iter().chain(taken_only) {
        let definition = definition(resolve, sizes, id)?;
        let _ = write!(out, "\n{definition}");
        if returned.contains(&id) {
            let _ = write!(out, "\n{}", lower(resolve, id));
        }
        if taken.contains(&id) {
            let _ = write!(out, "\n{}", lift(resolve, id)?);
        }
    }
    Ok(out)
}

/// The Rust type for the memory layout of a WIT type; the error says that the type is not supported.
pub fn abi(resolve: &Resolve, ty: &Type) -> Result<String, String> {
    let of = |ty: &Type| abi(resolve, ty);
    let id = match ty {
        Type::Bool => return Ok("bool".into()),
        Type::U8 => return Ok("u8".into()),
        Type::U16 => return Ok("u16".into()),
        Type::U32 => return Ok("u32".into()),
        Type::String => return Ok("StringAbi".into()),
        Type::Id(id) => *id,
        other => return Err(unsupported(&format!("{other:?}").to_lowercase())),
    };
    match &resolve.types[id].kind {
        TypeDefKind::Type(alias) => of(alias),
        TypeDefKind::Enum(_) => Ok("u8".into()),
        TypeDefKind::Record(_) | TypeDefKind::Variant(_) => Ok(rust_name(resolve, id) + "Abi"),
        TypeDefKind::Option(some) => Ok(format!("OptionAbi<{}>", of(some)?)),
        TypeDefKind::List(item) => Ok(format!("ListAbi<{}>", of(item)?)),
        TypeDefKind::Tuple(tuple) => match tuple.types.as_slice() {
            [first, second] => Ok(format!("PairAbi<{}, {}>", of(first)?, of(second)?)),
            _ => Err(unsupported("tuple of other than two items")),
        },
        TypeDefKind::Result(result) => match (&result.ok, &result.err) {
            (Some(ok), Some(err)) => Ok(format!("ResultAbi<{}, {}>", of(ok)?, of(err)?)),
            _ => Err(unsupported("result without both types")),
        },
        other => Err(unsupported(other.as_str())),
    }
}

/// As [`abi`], for an argument or a result; the error also reports unsupported types within it.
pub fn checked(resolve: &Resolve, ty: &Type, taken: bool) -> Result<String, String> {
    let mut inside = Vec::new();
    named(resolve, ty, &mut inside);
    for id in inside {
        let kind = &resolve.types[id].kind;
        let parts: Vec<&Type> = match kind {
            TypeDefKind::Record(record) => record.fields.iter().map(|field| &field.ty).collect(),
            TypeDefKind::Variant(variant) if !taken => {
                variant.cases.iter().filter_map(|case| case.ty.as_ref()).collect()
            }
            _ if taken => return Err(unsupported(&format!("{} as an argument", kind.as_str()))),
            _ => Vec::new(),
        };
        for part in parts {
            abi(resolve, part)?;
        }
    }
    abi(resolve, ty)
}

fn unsupported(ty: &str) -> String {
    format!(
        "has the unsupported type `{ty}`. Use `bool`, `u8`, `u16`, `u32`, `string`, `option`, `list`, \
         `tuple` of two, `record`, `enum` or `variant`"
    )
}

/// Adds the records, variants and enums of a type, each after those that it contains.
fn named(resolve: &Resolve, ty: &Type, all: &mut Vec<TypeId>) {
    let Type::Id(id) = ty else { return };
    match &resolve.types[*id].kind {
        TypeDefKind::Type(inner) | TypeDefKind::Option(inner) | TypeDefKind::List(inner) => named(resolve, inner, all),
        TypeDefKind::Result(result) => result.ok.iter().chain(&result.err).for_each(|ty| named(resolve, ty, all)),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().for_each(|ty| named(resolve, ty, all)),
        _ if all.contains(id) => {}
        TypeDefKind::Record(record) => {
            record.fields.iter().for_each(|field| named(resolve, &field.ty, all));
            all.push(*id);
        }
        TypeDefKind::Variant(variant) => {
            variant.cases.iter().filter_map(|case| case.ty.as_ref()).for_each(|ty| named(resolve, ty, all));
            all.push(*id);
        }
        _ => all.push(*id),
    }
}

/// The definition of a type, with a check of its layout against that of `wit-parser`.
fn definition(resolve: &Resolve, sizes: &SizeAlign, id: TypeId) -> Result<String, String> {
    let (name, path) = (rust_name(resolve, id), path(resolve, id));
    let mut out = String::new();
    match &resolve.types[id].kind {
        TypeDefKind::Record(record) => {
            let _ = writeln!(out, "/// [`contract::{path}`] in memory.\n#[repr(C)]\npub struct {name}Abi {{");
            for field in &record.fields {
                let _ = writeln!(out, "    {}: {},", snake_case(&field.name), abi(resolve, &field.ty)?);
            }
        }
        TypeDefKind::Variant(variant) => {
            let _ = writeln!(out, "/// [`contract::{path}`] in memory.\n#[repr(C, u8)]\npub enum {name}Abi {{");
            for case in &variant.cases {
                let payload = match &case.ty {
                    Some(ty) => format!("({})", abi(resolve, ty)?),
                    None => String::new(),
                };
                let _ = writeln!(out, "    {}{payload},", type_name(&case.name));
            }
        }
        // An enum is the number of its case.
        _ => return Ok(out),
    }
    let (size, align) = (sizes.size(&Type::Id(id)).size_wasm32(), sizes.align(&Type::Id(id)).align_wasm32());
    let _ = writeln!(out, "}}\n\nconst _: () = check_layout::<{name}Abi>({size}, {align});");
    Ok(out)
}

/// The lowering: from the type of `wit-bindgen` to its layout in memory.
fn lower(resolve: &Resolve, id: TypeId) -> String {
    let (name, path) = (rust_name(resolve, id), path(resolve, id));
    let (abi, body) = match &resolve.types[id].kind {
        TypeDefKind::Record(record) => {
            let mut body = format!("{name}Abi {{\n");
            for field in &record.fields {
                let _ = writeln!(body, "            {0}: self.{0}.lower(lists),", snake_case(&field.name));
            }
            (format!("{name}Abi"), body + "        }")
        }
        TypeDefKind::Variant(variant) => {
            let mut body = String::from("match self {\n");
            for case in &variant.cases {
                let case_name = type_name(&case.name);
                let arm = match case.ty {
                    Some(_) => format!("Self::{case_name}(payload) => {name}Abi::{case_name}(payload.lower(lists)),"),
                    None => format!("Self::{case_name} => {name}Abi::{case_name},"),
                };
                let _ = writeln!(body, "            {arm}");
            }
            (format!("{name}Abi"), body + "        }")
        }
        _ => ("u8".into(), "*self as u8".into()),
    };
    let lists = if abi == "u8" { "_" } else { "lists" };
    format!(
        "impl Lower for contract::{path} {{\n    type Abi = {abi};\n\n    \
         fn lower(&self, {lists}: &mut Lists) -> {abi} {{\n        {body}\n    }}\n}}\n"
    )
}

/// The lifting: from core arguments to the layout of a record, and from there to the type of `wit-bindgen`.
fn lift(resolve: &Resolve, id: TypeId) -> Result<String, String> {
    let (name, path) = (rust_name(resolve, id), path(resolve, id));
    let TypeDefKind::Record(record) = &resolve.types[id].kind else {
        return Err(unsupported(&format!("{} as an argument", resolve.types[id].kind.as_str())));
    };
    let (mut flat, mut lifted) = (String::new(), String::new());
    for field in &record.fields {
        let field = snake_case(&field.name);
        let _ = writeln!(flat, "            {field}: Flat::flat(core),");
        let _ = writeln!(lifted, "                {field}: Lift::lift(abi.{field}),");
    }
    Ok(format!(
        "impl Flat for {name}Abi {{\n    fn flat(core: &mut impl Iterator<Item = u32>) -> Self {{\n        Self {{\n{flat}        }}\n    }}\n}}\n\n\
         impl Lift for contract::{path} {{\n    type Abi = {name}Abi;\n\n    unsafe fn lift(abi: {name}Abi) -> Self {{\n        \
         // SAFETY: the caller owns the record, and so each field.\n        \
         unsafe {{\n            Self {{\n{lifted}            }}\n        }}\n    }}\n}}\n"
    ))
}

fn rust_name(resolve: &Resolve, id: TypeId) -> String {
    type_name(resolve.types[id].name.as_deref().unwrap_or_default())
}

/// The path of a type in the bindings of `wit-bindgen`.
fn path(resolve: &Resolve, id: TypeId) -> String {
    let interface = match resolve.types[id].owner {
        TypeOwner::Interface(interface) => resolve.interfaces[interface].name.as_deref().unwrap_or_default(),
        _ => "",
    };
    format!("{}::{}", snake_case(interface), rust_name(resolve, id))
}
