//! Writes the exported core functions: for an action a call of the interpreter, for others a call of the function of
//! the same name.

use crate::canonical::checked;
use crate::model::{Catalog, Other, Passing};
use crate::names::snake_case;
use std::fmt::Write;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Resolve};

/// The source of all exports, which `src/abi/exports.rs` includes. `--cfg by_name` leaves out those of typed actions.
pub fn exports(catalog: &Catalog) -> Result<String, String> {
    let mut out = String::new();
    for (index, action) in catalog.actions.iter().chain(&catalog.older).enumerate() {
        let count = match action.passing {
            Passing::Flat(count) => count,
            Passing::Indirect { .. } => 1,
        };
        let (params, names) = core(count);
        let name = export_name(catalog, &action.interface, &action.export);
        let _ = write!(
            out,
            "#[cfg(not(by_name))]\n#[unsafe(export_name = \"{name}\")]\nextern \"C\" fn action_{index}({params}) -> *const ActionResult {{\n    \
             perform({index}, &[{names}])\n}}\n\n"
        );
    }
    for Other { interface, function } in &catalog.others {
        let Signature { count, lifted, returned } = signature(&catalog.resolve, function)?;
        let (params, names) = core(count);
        let layout = function.result.iter().map(|ty| (catalog.sizes.size(ty), catalog.sizes.align(ty)));
        for (size, align) in layout.map(|(size, align)| (size.size_wasm32(), align.align_wasm32())) {
            let _ = writeln!(out, "const _: () = check_layout::<{returned}>({size}, {align});\n");
        }
        let arguments: Vec<String> = function.params.iter().map(|param| snake_case(&param.name)).collect();
        let body = match lifted.as_slice() {
            [] => String::new(),
            lifted => {
                let lifted: Vec<String> = lifted.iter().map(|ty| format!("lift::<{ty}, _>(core),")).collect();
                format!(
                    "    let core = &mut [{names}].into_iter();\n    // SAFETY: these are the arguments of a call by the host.\n    \
                     let ({},) = unsafe {{ ({}) }};\n",
                    arguments.join(", "),
                    lifted.join(" ")
                )
            }
        };
        let name = export_name(catalog, interface, &function.name);
        let rust = snake_case(&function.name);
        let call = match arguments.as_slice() {
            [] => format!("call::{rust}"),
            arguments => format!("|| call::{rust}({})", arguments.join(", ")),
        };
        let _ = write!(
            out,
            "#[unsafe(export_name = \"{name}\")]\nextern \"C\" fn {rust}({params}) -> *const {returned} {{\n{body}    \
             give({call})\n}}\n\n\
             #[unsafe(export_name = \"cabi_post_{name}\")]\nextern \"C\" fn {rust}_post_return(_: *const {returned}) {{\n    free();\n}}\n\n"
        );
    }
    Ok(out)
}

/// The core signature of a function: the number of its core arguments, its lifted types, and the layout of its result.
pub struct Signature {
    count: usize,
    lifted: Vec<String>,
    returned: String,
}

/// The signature of a function that is not an action; the error says which part of it is unsupported.
pub fn signature(resolve: &Resolve, function: &Function) -> Result<Signature, String> {
    let core = resolve.wasm_signature(AbiVariant::GuestExport, function);
    let words = core.params.iter().all(|ty| matches!(ty, WasmType::I32 | WasmType::Pointer | WasmType::Length));
    if core.indirect_params || !words {
        return Err("takes arguments that the canonical ABI does not pass as up to 16 `i32`. Take fewer, of the types `string`, \
                    `bool` and `u32` and of `option`, `list` and `record` of these"
            .into());
    }
    let (true, Some(result)) = (core.retptr, &function.result) else {
        return Err("does not return `result<…, error>`. Every function does, so that hosts handle all alike: `use types.{error};`".into());
    };
    let lifted = function.params.iter().map(|param| checked(resolve, &param.ty, true)).collect::<Result<_, _>>()?;
    Ok(Signature { count: core.params.len(), lifted, returned: checked(resolve, result, false)? })
}

fn export_name(catalog: &Catalog, interface: &str, function: &str) -> String {
    format!("{}/{interface}@{}#{function}", catalog.package, catalog.version)
}

/// A number of core arguments: their declarations, and their names.
fn core(count: usize) -> (String, String) {
    let names: Vec<String> = (0..count).map(|number| format!("a{number}")).collect();
    let params: Vec<String> = names.iter().map(|name| format!("{name}: u32")).collect();
    (params.join(", "), names.join(", "))
}
