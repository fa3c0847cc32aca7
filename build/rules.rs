//! Reads `wit/` and checks the rules of an action (written in `wit/world.wit`).

use crate::docs::{self, Declaration};
use crate::model::{Action, Catalog, Kind, Param, Passing, Place};
use crate::names::{camel_case, title};
use std::collections::HashMap;
use std::path::Path;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Interface, Resolve, SizeAlign, Span, Type, TypeDefKind, WorldItem, WorldKey};

/// Reads all WIT files of a directory. The error holds a line for each broken rule: file, line, the rule, what to do.
pub fn read(wit: &Path) -> Result<Catalog, String> {
    let mut resolve = Resolve::default();
    let package = match resolve.push_dir(wit) {
        Ok((package, _)) => package,
        Err(error) => return Err(resolve.render_error(&error)),
    };
    let world = resolve.select_world(&[package], None).map_err(|error| error.to_string())?;
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve);
    let name = &resolve.packages[package].name;
    let version = name.version.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut reader = Reader { resolve: &resolve, sizes, problems: Vec::new(), names: HashMap::new() };
    let mut actions = Vec::new();
    for (key, item) in &resolve.worlds[world].exports {
        if let (WorldKey::Interface(_), WorldItem::Interface { id, .. }) = (key, item) {
            reader.interface(&resolve.interfaces[*id], &mut actions);
        }
    }
    reader.same_endpoint(&actions);
    let Reader { problems, sizes, .. } = reader;
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let (outcome_size, outcome_align) = outcome(&resolve, &sizes, world);
    let actions = actions.into_iter().map(|(action, _)| action).collect();
    Ok(Catalog { package: format!("{}:{}", name.namespace, name.name), version, actions, outcome_size, outcome_align })
}

/// Size and alignment of `result<response, error>`, which every action returns.
fn outcome(resolve: &Resolve, sizes: &SizeAlign, world: wit_parser::WorldId) -> (usize, usize) {
    let functions = resolve.worlds[world].exports.values().filter_map(|item| match item {
        WorldItem::Interface { id, .. } => Some(&resolve.interfaces[*id]),
        _ => None,
    });
    functions
        .flat_map(|interface| interface.functions.values())
        .filter_map(|function| function.result.as_ref().filter(|result| is_outcome(resolve, result)))
        .map(|result| (sizes.size(result).size_wasm32(), sizes.align(result).align_wasm32()))
        .next()
        .unwrap_or_default()
}

struct Reader<'a> {
    resolve: &'a Resolve,
    sizes: SizeAlign,
    problems: Vec<String>,
    /// Function name to the place of its first use.
    names: HashMap<String, String>,
}

/// A parameter as declared, records taken apart.
struct Declared<'a> {
    name: &'a str,
    ty: &'a Type,
    span: Span,
    docs: String,
    offset: usize,
}

impl Reader<'_> {
    fn problem(&mut self, span: Span, text: String) {
        self.problems.push(format!("{}: {text}", self.resolve.render_location(span)));
    }

    fn interface(&mut self, interface: &Interface, actions: &mut Vec<(Action, Span)>) {
        let docs = interface.docs.contents.as_deref().unwrap_or_default();
        let section = docs::section(docs);
        for function in interface.functions.values() {
            let name = &function.name;
            let here = self.resolve.render_location(function.span);
            if let Some(first) = self.names.insert(name.clone(), here) {
                self.problem(function.span, format!("the function name `{name}` is already used at {first}. Function names are unique over all interfaces: rename one"));
            }
            if let (Some(section), Some(interface_name)) = (section, &interface.name) {
                match self.action(function, section, interface_name) {
                    Ok(action) => actions.push((action, function.span)),
                    Err(problems) => {
                        for (span, text) in problems {
                            self.problem(span, format!("`{name}` {text}"));
                        }
                    }
                }
            }
        }
    }

    fn same_endpoint(&mut self, actions: &[(Action, Span)]) {
        let mut seen: HashMap<String, &Action> = HashMap::new();
        for (action, span) in actions {
            let shape: Vec<_> = action.path.split('/').map(|s| if s.starts_with('{') { "{}" } else { s }).collect();
            let endpoint = format!("{} {}", action.method, shape.join("/"));
            if let Some(first) = seen.insert(endpoint, action) {
                let text = format!(
                    "`{}` has the same endpoint as `{}.{}`. One endpoint is one action: remove one, or correct its endpoint line",
                    action.function, first.interface, first.function
                );
                self.problem(*span, text);
            }
        }
    }

    fn action(&self, function: &Function, section: &str, interface: &str) -> Result<Action, Vec<(Span, String)>> {
        let at = |text: String| vec![(function.span, text)];
        let text = function.docs.contents.as_deref().unwrap_or_default();
        let declaration = docs::declaration(text).map_err(at)?;
        let mut problems = Vec::new();
        let mut problem = |span: Span, text: String| problems.push((span, text));
        let result = function.result.as_ref();
        if !result.is_some_and(|result| is_outcome(self.resolve, result)) {
            problem(function.span, "does not return `result<response, error>`. Every action does, so that hosts handle all alike: `use types.{error, response};`".into());
        }
        let first = text.split("\n\n").next().unwrap_or_default();
        if !first.ends_with('.') || first.starts_with('`') {
            problem(function.span, "has docs that do not begin with a sentence. Say first what the action does, and end it with a full stop".into());
        }
        let declared = self.parameters(function, text, &mut problem);
        let params = bind(self.resolve, &declaration, &declared, function.span, &mut problem);
        let passing = self.passing(function).unwrap_or_else(|text| {
            problem(function.span, text);
            Passing::Flat(0)
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Action {
            section: section.into(),
            title: declaration.title.unwrap_or_else(|| title(&function.name)),
            docs: docs::prose(text),
            interface: interface.into(),
            function: function.name.clone(),
            deprecated: declaration.deprecated,
            scope: declaration.scope,
            part: declaration.part,
            method: declaration.method,
            path: declaration.path,
            headers: declaration.headers,
            params,
            passing,
        })
    }

    /// All parameters with the fields of `options` in its place, and where each stands in memory.
    fn parameters<'f>(
        &self,
        function: &'f Function,
        docs: &str,
        problem: &mut dyn FnMut(Span, String),
    ) -> Vec<Declared<'f>>
    where
        Self: 'f,
    {
        let described = docs::described(docs);
        let types: Vec<&Type> = function.params.iter().map(|param| &param.ty).collect();
        let offsets = self.sizes.field_offsets(types.iter().copied());
        let mut declared = Vec::new();
        let mut flat_optional = 0;
        for (param, (offset, _)) in function.params.iter().zip(offsets) {
            let offset = offset.size_wasm32();
            if let Some((record, fields)) = record(self.resolve, &param.ty) {
                let expected = format!("{}-options", function.name);
                if param.name != "options" || record != expected {
                    problem(
                        param.span,
                        format!(
                            "takes the record `{}: {record}`. The record of optional parameters is `options: {expected}`",
                            param.name
                        ),
                    );
                }
                let inner = self.sizes.field_offsets(fields.iter().map(|field| &field.ty));
                for (field, (inner, _)) in fields.iter().zip(inner) {
                    declared.push(Declared {
                        name: &field.name,
                        ty: &field.ty,
                        span: field.span,
                        docs: field.docs.contents.clone().unwrap_or_default(),
                        offset: offset + inner.size_wasm32(),
                    });
                }
                if fields.len() < 3 {
                    problem(
                        param.span,
                        format!(
                            "takes a record of {} optional parameters. Up to two are flat: make them parameters of the function",
                            fields.len()
                        ),
                    );
                }
            } else {
                flat_optional += usize::from(
                    param.name != "body" && kind(self.resolve, &param.ty).is_some_and(|(_, optional)| optional),
                );
                let docs = described
                    .iter()
                    .find(|(name, _)| *name == param.name)
                    .map(|(_, text)| text.clone())
                    .unwrap_or_default();
                declared.push(Declared { name: &param.name, ty: &param.ty, span: param.span, docs, offset });
            }
        }
        if flat_optional > 2 {
            problem(
                function.span,
                format!(
                    "has {flat_optional} optional parameters. Three or more are the fields of a record `{0}-options`, passed as `options: {0}-options`",
                    function.name
                ),
            );
        }
        declared
    }

    fn passing(&self, function: &Function) -> Result<Passing, String> {
        let signature = self.resolve.wasm_signature(AbiVariant::GuestExport, function);
        if signature.params.iter().any(|ty| !matches!(ty, WasmType::I32 | WasmType::Pointer | WasmType::Length)) {
            return Err(
                "has a parameter that is no `i32` in the canonical ABI. Use `string`, `bool`, `u32` or `list<string>`"
                    .into(),
            );
        }
        if !signature.indirect_params {
            return Ok(Passing::Flat(signature.params.len()));
        }
        let layout = self.sizes.params(function.params.iter().map(|param| &param.ty));
        Ok(Passing::Memory { size: layout.size.size_wasm32(), align: layout.align.align_wasm32() })
    }
}

/// The parameters that describe a part of a multipart form.
const PART: [&str; 2] = ["file-name", "media-type"];

/// Gives each parameter its place in the request.
fn bind(
    resolve: &Resolve,
    declaration: &Declaration,
    declared: &[Declared<'_>],
    function: Span,
    problem: &mut dyn FnMut(Span, String),
) -> Vec<Param> {
    let in_path = docs::placeholders(&declaration.path);
    let in_headers: Vec<&str> = declaration.headers.iter().flat_map(|(_, value)| docs::placeholders(value)).collect();
    let mut params: Vec<Param> = Vec::new();
    for parameter in declared {
        let (name, wire) = (parameter.name, camel_case(parameter.name));
        let place = match () {
            () if in_path.contains(&wire.as_str()) => Place::Path,
            () if in_headers.contains(&wire.as_str()) => Place::Header,
            () if name == "body" => Place::Body,
            () if declaration.part.is_some() && PART.contains(&name) => Place::Part,
            () => Place::Query,
        };
        let Some((kind, optional)) = kind(resolve, parameter.ty) else {
            problem(
                parameter.span,
                format!(
                    "has the parameter `{name}` that nothing binds: it is no placeholder of the path or of a header, not `body`, and its type cannot stand in a query. Use `string`, `bool`, `u32` or `list<string>`, or an `option` of one"
                ),
            );
            continue;
        };
        let text = kind == Kind::Text;
        let raw_type = declaration.part.is_some() || declaration.headers.iter().any(|(name, _)| name == "Content-Type");
        match place {
            Place::Body if kind == Kind::Bytes && !raw_type => problem(
                parameter.span,
                "has a `body` of bytes without a type. Declare its `Content-Type`, or the `Part` that it is".into(),
            ),
            Place::Body if kind == Kind::Bytes => {}
            _ if kind == Kind::Bytes => problem(
                parameter.span,
                format!("has the parameter `{name}` of bytes that nothing binds. Only `body` is bytes"),
            ),
            Place::Part if optional || !text => problem(
                parameter.span,
                format!(
                    "has the parameter `{name}` that is no required `string`. A part has a name and a type: make it a `string`"
                ),
            ),
            Place::Path if optional || !text => problem(
                parameter.span,
                format!(
                    "has the path parameter `{name}` that is no required `string`. Without it there is no endpoint: make it a `string`"
                ),
            ),
            Place::Header | Place::Body if !text => problem(
                parameter.span,
                format!(
                    "has the parameter `{name}` that is no text. Headers and the body are `string` or `option<string>`"
                ),
            ),
            Place::Query | Place::Header | Place::Part if parameter.docs.is_empty() => problem(
                parameter.span,
                format!(
                    "does not describe the parameter `{name}`. Add a line such as - `{name}`: what it does, or docs to the field"
                ),
            ),
            _ => {}
        }
        if params.last().is_some_and(|last| last.place as u8 > place as u8) {
            let text = if place == Place::Path {
                format!(
                    "has the path parameter `{name}` after one that nothing binds to the path. Path parameters come first: name the ones before it as their placeholders, or move them behind it"
                )
            } else {
                format!("has the parameter `{name}` out of order. The order is path, query, headers, body")
            };
            problem(parameter.span, text);
        }
        params.push(Param {
            name: name.into(),
            docs: parameter.docs.clone(),
            place,
            kind,
            optional,
            offset: parameter.offset,
        });
    }
    for placeholder in in_path.iter().chain(&in_headers) {
        if !params.iter().any(|param| camel_case(&param.name) == *placeholder) {
            problem(
                function,
                format!(
                    "has the placeholder `{{{placeholder}}}` without a parameter. Add one whose camelCase is `{placeholder}`, or correct the placeholder"
                ),
            );
        }
    }
    if declaration.part.is_some()
        && params.iter().filter(|param| param.place == Place::Part || param.kind == Kind::Bytes).count() != 3
    {
        problem(function, "declares a part without `file-name: string`, `media-type: string` and `body: list<u8>`. Add them in this order".into());
    }
    let bodiless = declaration.method == "GET" || declaration.method == "DELETE";
    if bodiless && params.iter().any(|param| param.place == Place::Body) {
        problem(
            function,
            format!(
                "has a body with the method {}. Okta reads none there: remove `body` or correct the method",
                declaration.method
            ),
        );
    }
    params
}

/// The kind of a parameter's type and whether it is optional; none where the type is not allowed.
fn kind(resolve: &Resolve, ty: &Type) -> Option<(Kind, bool)> {
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
fn record<'a>(resolve: &'a Resolve, ty: &Type) -> Option<(&'a str, &'a [wit_parser::Field])> {
    let Type::Id(id) = ty else { return None };
    let definition = &resolve.types[*id];
    match &definition.kind {
        TypeDefKind::Record(record) => Some((definition.name.as_deref()?, &record.fields)),
        _ => None,
    }
}

/// Whether a type is `result<response, error>` with the shared types.
fn is_outcome(resolve: &Resolve, ty: &Type) -> bool {
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
