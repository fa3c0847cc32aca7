//! The layout of the arguments of actions in the canonical ABI, and the exported functions that are not actions.

use crate::docs;
use crate::exports::signature;
use crate::model::{Other, Passing};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Resolve, SizeAlign, Span, WorldId, WorldItem};

/// How the arguments of an action are passed; the error says what is wrong with them.
pub fn passing(resolve: &Resolve, sizes: &SizeAlign, function: &Function) -> Result<Passing, String> {
    let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
    if signature.params.iter().any(|ty| !matches!(ty, WasmType::I32 | WasmType::Pointer | WasmType::Length)) {
        return Err(
            "has a parameter that is not an `i32` in the canonical ABI. Use `string`, `bool`, `u32` or `list<string>`"
                .into(),
        );
    }
    if !signature.indirect_params {
        return Ok(Passing::Flat(signature.params.len()));
    }
    let layout = sizes.params(function.params.iter().map(|param| &param.ty));
    Ok(Passing::Indirect { size: layout.size.size_wasm32(), align: layout.align.align_wasm32() })
}

/// The exported functions that are not actions; `problem` gets an error for each that cannot be exported.
pub fn others(resolve: &Resolve, world: WorldId, problem: &mut dyn FnMut(Span, String)) -> Vec<Other> {
    let mut others = Vec::new();
    for item in resolve.worlds[world].exports.values() {
        let WorldItem::Interface { id, .. } = item else { continue };
        let interface = &resolve.interfaces[*id];
        if !matches!(docs::section(interface.docs.contents.as_deref().unwrap_or_default()), Ok(None)) {
            continue;
        }
        for function in interface.functions.values() {
            if let Err(text) = signature(resolve, function) {
                problem(function.span, format!("`{}` {text}", function.name));
            }
            let interface = interface.name.clone().unwrap_or_default();
            others.push(Other { interface, function: function.clone() });
        }
    }
    others
}
