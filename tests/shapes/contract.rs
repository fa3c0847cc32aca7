//! The exports and imports of a component, as hosts read them.

use wit_component::DecodedWasm;
use wit_parser::{Function, InterfaceId, Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem};

/// The world of a component.
pub struct Contract {
    pub resolve: Resolve,
    world: WorldId,
}

impl Contract {
    /// Reads the types of a built component.
    pub fn of_component(bytes: &[u8]) -> Self {
        match wit_component::decode(bytes).expect("a component") {
            DecodedWasm::Component(resolve, world) => Self { resolve, world },
            DecodedWasm::WitPackage(..) => unreachable!("a component is not a WIT package"),
        }
    }

    /// Reads a world from the items of a package `a:b`.
    pub fn of_wit(items: &str) -> Self {
        let mut resolve = Resolve::default();
        let io = "package wasi:io@0.2.6; interface poll { f: func(); }";
        resolve.push_source("io.wit", io).expect("a package");
        let later = "package wasi:clocks@0.3.0; interface clock { f: func(); }";
        resolve.push_source("clocks.wit", later).expect("a package");
        let package = resolve.push_source("sample.wit", &format!("package a:b@0.1.0;\n{items}")).expect("a package");
        let world = resolve.select_world(&[package], None).expect("a world");
        Self { resolve, world }
    }

    /// The names of all imports.
    pub fn imports(&self) -> Vec<String> {
        self.resolve.worlds[self.world].imports.keys().map(|key| self.resolve.name_world_key(key)).collect()
    }

    /// The names of the exports that are not interfaces.
    pub fn bare_exports(&self) -> Vec<String> {
        let exports = &self.resolve.worlds[self.world].exports;
        let bare = exports.iter().filter(|(_, item)| !matches!(item, WorldItem::Interface { .. }));
        bare.map(|(key, _)| self.resolve.name_world_key(key)).collect()
    }

    /// The exported interfaces with their full names, such as `actions:okta/user@0.1.0`.
    pub fn interfaces(&self) -> Vec<(String, InterfaceId)> {
        let exports = self.resolve.worlds[self.world].exports.iter();
        let interface = exports.filter_map(|(key, item)| match item {
            WorldItem::Interface { id, .. } => Some((self.resolve.name_world_key(key), *id)),
            _ => None,
        });
        interface.collect()
    }

    /// The exported functions with the names of their interfaces.
    pub fn functions(&self) -> Vec<(String, &Function)> {
        let functions = |id| self.resolve.interfaces[id].functions.values();
        self.interfaces()
            .into_iter()
            .flat_map(|(name, id)| functions(id).map(move |function| (name.clone(), function)))
            .collect()
    }

    /// The named types of the exported interfaces.
    pub fn types(&self) -> Vec<(String, TypeId)> {
        let types = |id| self.resolve.interfaces[id].types.iter();
        self.interfaces()
            .into_iter()
            .flat_map(|(name, id)| types(id).map(move |(of, ty)| (format!("{name}#{of}"), *ty)))
            .collect()
    }

    /// The functions whose parameters or result contain such a type.
    pub fn functions_with(&self, is_found: impl Fn(&Resolve, &Type) -> bool) -> Vec<String> {
        let contains = |function: &Function| {
            let types = function.params.iter().map(|param| param.ty).chain(function.result);
            types.into_iter().any(|ty| self.contains(ty, &is_found))
        };
        self.functions().into_iter().filter(|(_, function)| contains(function)).map(|it| full(&it)).collect()
    }

    fn contains(&self, ty: Type, is_found: &impl Fn(&Resolve, &Type) -> bool) -> bool {
        if is_found(&self.resolve, &ty) {
            return true;
        }
        let Type::Id(id) = ty else { return false };
        let parts: Vec<Type> = match &self.resolve.types[id].kind {
            TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
            TypeDefKind::Tuple(tuple) => tuple.types.clone(),
            TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
            TypeDefKind::Option(inner) | TypeDefKind::List(inner) | TypeDefKind::Type(inner) => vec![*inner],
            TypeDefKind::Result(result) => result.ok.into_iter().chain(result.err).collect(),
            _ => Vec::new(),
        };
        parts.into_iter().any(|part| self.contains(part, is_found))
    }

    /// The type behind aliases.
    pub fn resolved(&self, ty: Type) -> Type {
        match ty {
            Type::Id(id) => match self.resolve.types[id].kind {
                TypeDefKind::Type(inner) => self.resolved(inner),
                _ => ty,
            },
            _ => ty,
        }
    }
}

/// The name of a function with its interface.
pub fn full((interface, function): &(String, &Function)) -> String {
    format!("{interface}#{}", function.name)
}
