//! Finds the location in the request of each parameter of an action.

use crate::constraints::constraints;
use crate::docs::{self, Declaration};
use crate::model::{Location, Param, ParamType};
use crate::names::camel_case;
use crate::types::param_type;
use wit_parser::{Resolve, Span, Type};

/// A declared parameter, or a field of an options record.
pub struct Declared<'a> {
    pub name: &'a str,
    pub ty: &'a Type,
    pub span: Span,
    pub docs: String,
    pub offset: usize,
}

/// The parameters that describe a part of a multipart form.
const PART: [&str; 2] = ["file-name", "media-type"];

/// Finds the location of each parameter in the request.
pub fn bind(
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
        let location = match () {
            () if in_path.contains(&wire.as_str()) => Location::Path,
            () if in_headers.contains(&wire.as_str()) => Location::Header,
            () if name == "body" => Location::Body,
            () if declaration.part.is_some() && PART.contains(&name) => Location::Part,
            () => Location::Query,
        };
        let Some((ty, optional)) = param_type(resolve, parameter.ty) else {
            problem(
                parameter.span,
                format!(
                    "has the parameter `{name}` without a location: it is not a placeholder of the path or a header, not `body`, and its type is not allowed in a query. Use `string`, `bool`, `u32` or `list<string>`, or an `option` of one"
                ),
            );
            continue;
        };
        let docs = match name.strip_suffix("-id") {
            Some(thing) if location == Location::Path && parameter.docs.is_empty() => {
                format!("the id of the {}.", thing.replace('-', " "))
            }
            _ => parameter.docs.clone(),
        };
        let constraints = constraints(&docs, ty).unwrap_or_else(|text| {
            problem(parameter.span, format!("has a description of the parameter `{name}` that {text}"));
            Default::default()
        });
        let text = ty == ParamType::Text;
        let raw_type = declaration.part.is_some() || declaration.headers.iter().any(|(name, _)| name == "Content-Type");
        match location {
            Location::Body if ty == ParamType::Bytes && !raw_type => problem(
                parameter.span,
                "has a `body` of bytes without a type. Declare its `Content-Type`, or the `Part` that carries it"
                    .into(),
            ),
            Location::Body if ty == ParamType::Bytes => {}
            _ if ty == ParamType::Bytes => {
                problem(parameter.span, format!("has the parameter `{name}` of bytes. Only `body` may be bytes"))
            }
            Location::Part if optional || !text => problem(
                parameter.span,
                format!(
                    "has the parameter `{name}`, which is not a required `string`. A part has a name and a type: make it a `string`"
                ),
            ),
            Location::Path if optional || !text => problem(
                parameter.span,
                format!(
                    "has the path parameter `{name}`, which is not a required `string`. Without it there is no endpoint: make it a `string`"
                ),
            ),
            Location::Header | Location::Body if !text => problem(
                parameter.span,
                format!(
                    "has the parameter `{name}`, which is not text. Headers and the body are `string` or `option<string>`"
                ),
            ),
            Location::Path | Location::Query | Location::Header | Location::Part if docs.is_empty() => problem(
                parameter.span,
                format!(
                    "does not describe the parameter `{name}`. Add a line such as - `{name}`: what it does, here or in the docs of the interface, or document the field"
                ),
            ),
            _ => {}
        }
        if params.last().is_some_and(|last| last.location as u8 > location as u8) {
            let text = if location == Location::Path {
                format!(
                    "has the path parameter `{name}` after a parameter that is not in the path. Path parameters come first: name the ones before it like their placeholders, or move them after it"
                )
            } else {
                format!("has the parameter `{name}` out of order. The order is path, query, headers, body")
            };
            problem(parameter.span, text);
        }
        params.push(Param {
            name: name.into(),
            docs,
            values: constraints.values,
            default: constraints.default,
            minimum: constraints.minimum,
            maximum: constraints.maximum,
            format: constraints.format,
            reserved: Vec::new(),
            location,
            ty,
            optional,
            offset: parameter.offset,
        });
    }
    for placeholder in in_path.iter().chain(&in_headers) {
        if !params.iter().any(|param| camel_case(&param.name) == *placeholder) {
            problem(
                function,
                format!(
                    "has the placeholder `{{{placeholder}}}` without a parameter. Add one whose camelCase form is `{placeholder}`, or correct the placeholder"
                ),
            );
        }
    }
    if declaration.part.is_some()
        && params.iter().filter(|param| param.location == Location::Part || param.ty == ParamType::Bytes).count() != 3
    {
        problem(function, "declares a part without `file-name: string`, `media-type: string` and `body: list<u8>`. Add them in this order".into());
    }
    let bodiless = declaration.method == "GET" || declaration.method == "DELETE";
    if bodiless && params.iter().any(|param| param.location == Location::Body) {
        problem(
            function,
            format!(
                "has a body with the method {}. Okta ignores it: remove `body` or correct the method",
                declaration.method
            ),
        );
    }
    params
}
