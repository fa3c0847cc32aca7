// Fills in an example around what a person has typed, for the kind of object that they have chosen.

import { assign, isContainer, parse, typeOf, write } from "../lib/json.js";
import { missing, resolve, typesOf, without } from "../lib/schema.js";

const TEXTS = { uri: "https://example.com/hook", email: "ada@example.com", password: "Correct-Horse-7", "date-time": "2026-01-31T09:00:00.000Z" };

/** One value over another, property by property. */
function over(below, above) {
  if (typeOf(below) !== "object" || typeOf(above) !== "object") return above ?? below;
  const names = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...names].map((name) => [name, over(below[name], above[name])]));
}

/** A value that fits a schema. */
function guess(schema) {
  const { examples = [], default: usual, minimum } = schema;
  const [type] = typesOf(schema);
  if (examples.length > 0 || usual !== undefined) return examples[0] ?? usual;
  if (type === "array") return [guess(schema.items ?? {})];
  if (type === "boolean") return true;
  if (type === "integer" || type === "number") return minimum ?? 1;
  return type === "object" ? {} : TEXTS[schema.format] ?? "example";
}

/** The schema of what is at a path of a value. */
const schemaAt = (schema, value, [name, ...rest]) => {
  if (name === undefined) return schema;
  const full = resolve(schema, value);
  const inner = typeof name === "number" ? full.items : full.properties?.[name];
  return schemaAt(inner ?? {}, value?.[name], rest);
};

/** The arguments that were typed, over those of the example, with what their kind requires besides. */
export function filled(schema, example, typed) {
  const value = parse(write(over(example, typed)));
  for (const [name, inner] of Object.entries(schema.properties)) {
    if (!isContainer(value[name]) || !inner.allOf) continue;
    // An example of another kind holds properties that this kind does not have.
    value[name] = without(resolve(inner, example[name]), resolve(inner, value[name]), value[name]);
  }
  for (const path of missing(schema, value)) assign(value, path, guess(schemaAt(schema, value, path)));
  return value;
}
