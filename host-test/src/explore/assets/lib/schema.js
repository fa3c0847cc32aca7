// Reads the JSON Schemas of the catalog. They describe and never forbid.

import { typeOf } from "./json.js";

/** The types that a schema names, without null; none means any. */
export const typesOf = (schema) => [schema.type ?? []].flat().filter((type) => type !== "null");

export const takesNull = (schema) => [schema.type ?? []].flat().includes("null");

/** Whether a schema is that of a body of bytes. */
const isBytes = (schema) => Boolean(schema.anyOf?.some((one) => one.properties?.base64?.contentEncoding));

/** Properties whose known values are some of many. */
const OPEN = /country|language|locale|timezone|userType|region|version|duration|lifetime|address|gateways/i;
/** More values than these are found faster by typing. */
const MOST = 40;

/** Whether the known values of a text are all there are, as far as is known. */
export const isClosed = ({ examples = [] }, name) =>
  examples.length > 1 && examples.length <= MOST && !OPEN.test(name) && examples.every((value) => typeof value === "string");

const isType = (value, type) => typeOf(value) === type || (type === "number" && typeOf(value) === "integer");

/** How to edit a value: `object`, `array`, `boolean`, `string`, `number`, `bytes`, or `any` for JSON or text. */
export function kindOf(schema, value) {
  if (isBytes(schema)) return "bytes";
  const types = typesOf(schema);
  if (types.length === 0) return schema.properties ? "object" : "any";
  if (value != null && !types.some((type) => isType(value, type))) return "any";
  const type = types.length === 1 ? types[0] : types.find((one) => value == null || isType(value, one));
  if (types.length > 1 && types.every((one) => ["integer", "number", "string"].includes(one))) return "number";
  if (types.length > 1 && type !== "object" && type !== "array") return "any";
  return type === "integer" ? "number" : type;
}

/** Adds one schema to another, property by property. */
export function merge(base, more) {
  const merged = { ...base, ...more };
  if (base.properties && more.properties) {
    merged.properties = { ...base.properties };
    for (const [name, schema] of Object.entries(more.properties)) {
      const known = base.properties[name];
      merged.properties[name] = known ? merge(known, schema) : schema;
    }
  }
  if (base.required && more.required) merged.required = [...new Set([...base.required, ...more.required])];
  if (base.allOf && more.allOf) merged.allOf = [...base.allOf, ...more.allOf];
  if (base.items && more.items) merged.items = merge(base.items, more.items);
  return merged;
}

function holds(condition, value) {
  if (typeOf(value) !== "object") return false;
  if ((condition.required ?? []).some((name) => value[name] === undefined)) return false;
  return Object.entries(condition.properties ?? {}).every(([name, { const: only, enum: several }]) => {
    return value[name] === undefined || (several ?? [only]).includes(value[name]);
  });
}

/** Which variants of a schema hold for a value, as a text that changes when they do. */
export const variantsOf = (schema, value) =>
  (schema.allOf ?? []).map((one) => Number(holds(one.if, value))).join("");

/** The schema with the variants merged in that hold for a value. */
export function resolve(schema, value) {
  if (!schema.allOf) return schema;
  const { allOf, ...base } = schema;
  // A property that tells variants apart suggests their names, even those that its own examples leave out.
  const named = {};
  for (const { if: condition } of allOf) {
    for (const [name, { const: only, enum: several }] of Object.entries(condition.properties ?? {})) {
      (named[name] ??= []).push(...(several ?? [only]));
    }
  }
  const properties = Object.entries(named).map(([name, values]) => {
    const examples = [...new Set([...(base.properties?.[name]?.examples ?? []), ...values])];
    return [name, { examples }];
  });
  const merged = allOf
    .filter((one) => holds(one.if, value))
    .reduce((schema, one) => merge(schema, one.then), merge(base, { properties: Object.fromEntries(properties) }));
  return merged.allOf ? resolve(merged, value) : merged;
}

/** A value without the properties that its schema has no more: `before` and `now` are that schema for two variants. */
export function without(before, now, value) {
  if (typeOf(value) !== "object") return value;
  const kept = Object.entries(value).flatMap(([name, item]) => {
    const [was, is] = [before.properties?.[name], now.properties?.[name]];
    if (!was) return [[name, item]];
    if (!is) return [];
    const rest = without(was, is, item);
    const emptied = typeOf(rest) === "object" && Object.keys(rest).length === 0 && Object.keys(item).length > 0;
    return emptied ? [] : [[name, rest]];
  });
  return Object.fromEntries(kept);
}

/** The paths of what is required and not set, inside of what is set or itself required. */
export function missing(schema, value, path = []) {
  const full = resolve(schema, value);
  if (typeOf(value) === "array") {
    return value.flatMap((item, index) => missing(full.items ?? {}, item, [...path, index]));
  }
  if (value !== undefined && typeOf(value) !== "object") return [];
  return Object.entries(full.properties ?? {}).flatMap(([name, inner]) => {
    const required = full.required?.includes(name);
    const item = value?.[name];
    if (item === undefined && !required) return [];
    const below = missing(inner, item, [...path, name]);
    return item === undefined && below.length === 0 ? [[...path, name]] : below;
  });
}

/** The values of all fields that a schema marks as secret. */
export function secretsOf(schema, value) {
  const full = resolve(schema, value);
  if (typeof value === "string") return full.format === "password" && value ? [value] : [];
  if (typeOf(value) === "array") return value.flatMap((item) => secretsOf(full.items ?? {}, item));
  if (typeOf(value) !== "object") return [];
  return Object.entries(value).flatMap(([name, item]) => secretsOf(full.properties?.[name] ?? {}, item));
}

/** The paths of all fields of a schema, those that a value holds and one item of each list; not deeper than Okta's causes reach. */
export function fieldsOf(schema, value, path = []) {
  if (path.length > 6) return [];
  const full = resolve(schema, value);
  const names = [...new Set([...Object.keys(full.properties ?? {}), ...(typeOf(value) === "object" ? Object.keys(value) : [])])];
  const below = names.flatMap((name) => {
    const here = [...path, name];
    return [here, ...fieldsOf(full.properties?.[name] ?? {}, value?.[name], here)];
  });
  // What is at hand is meant rather than what lies deep.
  return path.length > 0 ? below : below.sort((a, b) => a.length - b.length);
}
