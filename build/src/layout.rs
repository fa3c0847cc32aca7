//! How the canonical ABI passes arguments, and the functions that are no actions, whose results have layouts of their own.

use super::docs;
use super::model::{Other, Passing};
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Resolve, SizeAlign, WorldId, WorldItem};

/// How the arguments of an action are passed; the error says what is wrong with them.
pub fn passing(resolve: &Resolve, sizes: &SizeAlign, function: &Function) -> Result<Passing, String> {
    let signature = resolve.wasm_signature(AbiVariant::GuestExport, function);
    if signature.params.iter().any(|ty| !matches!(ty, WasmType::I32 | WasmType::Pointer | WasmType::Length)) {
        return Err(
            "has a parameter that is no `i32` in the canonical ABI. Use `string`, `bool`, `u32` or `list<string>`"
                .into(),
        );
    }
    if !signature.indirect_params {
        return Ok(Passing::Flat(signature.params.len()));
    }
    let layout = sizes.params(function.params.iter().map(|param| &param.ty));
    Ok(Passing::Memory { size: layout.size.size_wasm32(), align: layout.align.align_wasm32() })
}

/// The exported functions that are no actions.
pub fn others(resolve: &Resolve, sizes: &SizeAlign, world: WorldId) -> Vec<Other> {
    let interfaces = resolve.worlds[world].exports.values().filter_map(|item| match item {
        WorldItem::Interface { id, .. } => Some(&resolve.interfaces[*id]),
        _ => None,
    });
    let apart =
        interfaces.filter(|interface| docs::section(interface.docs.contents.as_deref().unwrap_or_default()).is_none());
    apart
        .flat_map(|interface| {
            interface.functions.values().filter_map(|function| {
                let result = function.result.as_ref()?;
                Some(Other {
                    interface: interface.name.clone()?,
                    function: function.name.clone(),
                    docs: function.docs.contents.clone().unwrap_or_default(),
                    size: sizes.size(result).size_wasm32(),
                    align: sizes.align(result).align_wasm32(),
                })
            })
        })
        .collect()
}
