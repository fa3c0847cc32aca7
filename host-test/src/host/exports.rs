//! The exported functions of a component, and its imports and exports.

use serde::Serialize;
use wasmtime::Engine;
use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, ComponentExportIndex, Type};

/// An exported function with its types, as the component declares them.
pub struct Function {
    /// The interface without package and version, such as `user`.
    pub interface: String,
    /// The name, such as `get-user`.
    pub name: String,
    /// Names and types of the parameters.
    pub params: Vec<(String, Type)>,
    /// Its export in the component.
    pub index: ComponentExportIndex,
}

/// All functions that a component exports.
pub fn functions(engine: &Engine, component: &Component) -> Vec<Function> {
    let mut functions = Vec::new();
    for (instance_name, item) in component.component_type().exports(engine) {
        let ComponentItem::ComponentInstance(instance) = item.ty else { continue };
        let Some(instance_index) = component.get_export_index(None, instance_name) else { continue };
        for (name, item) in instance.exports(engine) {
            let ComponentItem::ComponentFunc(function) = item.ty else { continue };
            let Some(index) = component.get_export_index(Some(&instance_index), name) else { continue };
            functions.push(Function {
                interface: short(instance_name).to_string(),
                name: name.to_string(),
                params: function.params().map(|(name, ty)| (name.to_string(), ty)).collect(),
                index,
            });
        }
    }
    functions
}

/// The interface of `actions:okta/user@0.1.0` is `user`.
fn short(instance: &str) -> &str {
    let name = instance.split_once('/').map_or(instance, |(_, name)| name);
    name.split_once('@').map_or(name, |(name, _)| name)
}

/// The size, imports and exports of a component.
#[derive(Debug, Serialize)]
pub struct Inspection {
    /// The size of the component.
    pub bytes: usize,
    /// The interfaces that it imports, sorted.
    pub imports: Vec<String>,
    /// The interfaces that it exports, sorted.
    pub exports: Vec<String>,
}

/// Reads the imports and exports of a component of this size.
pub fn inspect(engine: &Engine, component: &Component, bytes: usize) -> Inspection {
    let ty = component.component_type();
    let mut imports: Vec<String> = ty.imports(engine).map(|(name, _)| name.to_string()).collect();
    let mut exports: Vec<String> = ty.exports(engine).map(|(name, _)| name.to_string()).collect();
    imports.sort();
    exports.sort();
    Inspection { bytes, imports, exports }
}
