//! Reads `wit/` and checks the rules of an action (written in `wit/world.wit`).

use crate::bind::{Declared, bind};
use crate::docs::{self, Section};
use crate::layout::{others, passing};
use crate::model::{Action, Catalog, Hints, Location, Param, Passing, Returns};
use crate::names::{camel_case, title, version};
use crate::reserved::reserved;
use crate::schemas::check;
use crate::types::{is_action_result, param_type, record};
use std::collections::HashMap;
use std::path::Path;
use wit_parser::{Function, Interface, Resolve, SizeAlign, Span, Type, WorldItem, WorldKey};

/// The world that exports all functions; any other exports some of them.
const WORLD: &str = "okta";

/// Reads all WIT files of a directory; `schemas` is the directory of the body schemas. The error has one line per
/// broken rule: file, line, the rule and what to do.
pub fn read(wit: &Path, schemas: &Path) -> Result<Catalog, String> {
    let mut resolve = Resolve::default();
    let package = match resolve.push_dir(wit) {
        Ok((package, _)) => package,
        Err(error) => return Err(resolve.render_error(&error)),
    };
    let world = resolve.select_world(&[package], Some(WORLD)).map_err(|error| error.to_string())?;
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve);
    let name = &resolve.packages[package].name;
    let version = name.version.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut reader = Reader { resolve: &resolve, schemas, sizes, problems: Vec::new(), names: HashMap::new() };
    let (mut actions, mut older) = (Vec::new(), Vec::new());
    for (key, item) in &resolve.worlds[world].exports {
        if let (WorldKey::Interface(_), WorldItem::Interface { id, .. }) = (key, item) {
            reader.interface(&resolve.interfaces[*id], &mut actions, &mut older);
        }
    }
    reader.same_endpoint(&actions);
    let others = others(&resolve, world, &mut |span, text| reader.problem(span, text));
    let Reader { problems, sizes, .. } = reader;
    if !problems.is_empty() {
        return Err(problems.join("\n"));
    }
    let mut actions: Vec<Action> = actions.into_iter().map(|(action, _)| action).collect();
    for index in 0..actions.len() {
        actions[index].params = with_reserved(&actions[index], &actions);
    }
    for action in &mut older {
        action.params = with_reserved(action, &actions);
    }
    let package = format!("{}:{}", name.namespace, name.name);
    Ok(Catalog { package, version, actions, older, others, resolve, world, sizes })
}

fn with_reserved(action: &Action, all: &[Action]) -> Vec<Param> {
    let values = |param: &Param| reserved(action, &camel_case(&param.name), all);
    action.params.iter().map(|param| Param { reserved: values(param), ..param.clone() }).collect()
}

/// Moves the version before a newer one, which keeps its endpoint and all its parameters, to the older ones. The error
/// says what is wrong.
fn replace_version(action: &Action, actions: &mut Vec<(Action, Span)>, older: &mut Vec<Action>) -> Result<(), String> {
    let (base, number @ 2..) = version(&action.export) else { return Ok(()) };
    let is_before =
        |(it, _): &mut (Action, Span)| it.interface == action.interface && version(&it.export) == (base, number - 1);
    let Some((before, _)) = actions.pop_if(is_before) else {
        return Err(format!(
            "is version {number} of `{base}` and does not follow version {}. Put it right behind that one, which stays for the programs that call it",
            number - 1
        ));
    };
    let kept = check_version(action, &before);
    older.push(before);
    kept
}

fn check_version(action: &Action, before: &Action) -> Result<(), String> {
    let Action { export, method, path, .. } = before;
    if (&action.method, &action.path) != (method, path) {
        return Err(format!(
            "is a version of `{export}` with another endpoint. Both have `{method} {path}`: correct it, or give the function another name"
        ));
    }
    let same = |a: &Param, b: &Param| (&a.name, a.ty, a.location) == (&b.name, b.ty, b.location);
    match before.params.iter().find(|kept| !action.params.iter().any(|param| same(param, kept))) {
        None => Ok(()),
        Some(lost) => Err(format!(
            "lacks the parameter `{}` of `{export}`, or gives it another type. A newer version has all parameters of the one before it: add it",
            lost.name
        )),
    }
}

struct Reader<'a> {
    resolve: &'a Resolve,
    schemas: &'a Path,
    sizes: SizeAlign,
    problems: Vec<String>,
    /// The location of the first use of each function name.
    names: HashMap<String, String>,
}

impl Reader<'_> {
    fn problem(&mut self, span: Span, text: String) {
        self.problems.push(format!("{}: {text}", self.resolve.render_location(span)));
    }

    fn interface(&mut self, interface: &Interface, actions: &mut Vec<(Action, Span)>, older: &mut Vec<Action>) {
        let docs = interface.docs.contents.as_deref().unwrap_or_default();
        let section = docs::section(docs).unwrap_or_else(|text| {
            self.problem(interface.span, format!("`{}` {text}", interface.name.as_deref().unwrap_or_default()));
            None
        });
        for function in interface.functions.values() {
            let name = &function.name;
            let here = self.resolve.render_location(function.span);
            if let Some(first) = self.names.insert(name.clone(), here) {
                self.problem(function.span, format!("the function name `{name}` is already used at {first}. Function names are unique over all interfaces: rename one"));
            }
            if let (Some(section), Some(interface_name)) = (&section, &interface.name) {
                match self.action(function, section, interface_name, docs) {
                    Ok(action) => {
                        if let Err(text) = replace_version(&action, actions, older) {
                            self.problem(function.span, format!("`{name}` {text}"));
                        }
                        actions.push((action, function.span));
                    }
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

    /// Reads one action; `shared` are the docs of its interface.
    fn action(
        &self,
        function: &Function,
        section: &Section<'_>,
        interface: &str,
        shared: &str,
    ) -> Result<Action, Vec<(Span, String)>> {
        let at = |text: String| vec![(function.span, text)];
        let text = function.docs.contents.as_deref().unwrap_or_default();
        let declaration = docs::declaration(text).map_err(at)?;
        let mut problems = Vec::new();
        let mut problem = |span: Span, text: String| problems.push((span, text));
        let result = function.result.as_ref();
        if !result.is_some_and(|result| is_action_result(self.resolve, result)) {
            problem(function.span, "does not return `result<response, error>`. Every action does, so that hosts handle all alike: `use types.{error, response};`".into());
        }
        let first = text.split("\n\n").next().unwrap_or_default();
        if !first.ends_with('.') || first.starts_with('`') {
            problem(function.span, "has docs that do not begin with a sentence. Begin with one that says what the action does and ends with a full stop".into());
        }
        let declared = self.parameters(function, text, shared, &mut problem);
        let params = bind(self.resolve, &declaration, &declared, function.span, &mut problem);
        let (name, _) = version(&function.name);
        let by_name = title(name);
        if declaration.title.as_ref() == Some(&by_name) {
            problem(
                function.span,
                format!("declares the title `{by_name}`, which its name gives it anyway. Remove the line"),
            );
        }
        let title = declaration.title.unwrap_or(by_name);
        if declaration.aliases.contains(&title) {
            problem(function.span, format!("declares its title `{title}` as an alias as well. Remove that line"));
        }
        let hints = Hints::of(&declaration.method);
        if declaration.hints == Some(hints) {
            problem(function.span, format!("declares hints that {} has anyway. Remove the line", declaration.method));
        }
        let returns = Returns::of(&declaration.method, name);
        if declaration.returns == Some(returns) && !declaration.pages {
            problem(
                function.span,
                format!("declares that it returns `{}`, as its method and name say. Remove the line", returns.word()),
            );
        }
        if let Err(text) = check(self.schemas, declaration.body.as_deref(), &params) {
            problem(function.span, text);
        }
        let passing = passing(self.resolve, &self.sizes, function).unwrap_or_else(|text| {
            problem(function.span, text);
            Passing::Flat(0)
        });
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Action {
            section: section.name.into(),
            title,
            aliases: declaration.aliases.into_iter().chain(section.aliases.iter().map(ToString::to_string)).collect(),
            docs: docs::prose(text),
            interface: interface.into(),
            function: name.into(),
            export: function.name.clone(),
            deprecated: declaration.deprecated,
            scope: declaration.scope,
            hints: declaration.hints.unwrap_or(hints),
            returns: declaration.returns.unwrap_or(returns),
            paginated: declaration.pages
                || params.iter().any(|param| param.location == Location::Query && param.name == "after"),
            body_schema: declaration.body,
            part: declaration.part,
            method: declaration.method,
            path: declaration.path,
            headers: declaration.headers,
            params,
            passing,
        })
    }

    /// All parameters with their offsets in memory; `options` is replaced by its fields.
    fn parameters<'f>(
        &self,
        function: &'f Function,
        docs: &str,
        shared: &str,
        problem: &mut dyn FnMut(Span, String),
    ) -> Vec<Declared<'f>>
    where
        Self: 'f,
    {
        let described = [docs::described(docs), docs::described(shared)].concat();
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
                    param.name != "body" && param_type(self.resolve, &param.ty).is_some_and(|(_, optional)| optional),
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
}
