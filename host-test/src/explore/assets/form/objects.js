// What objects and arrays hold, as fields.

import { button } from "../lib/dom.js";
import { kindOf } from "../lib/schema.js";
import * as controls from "./controls.js";

/** Longer objects show this many optional fields at first. */
const FEW = 8;
const MANY = 12;

/** Puts the focus into the field of a path. */
function focusOn(path) {
  const field = document.querySelector(`[data-path="${CSS.escape(path.join("."))}"]`);
  (field?.querySelector("input, select, textarea") ?? field?.querySelector("button"))?.focus();
}

/** The fields of an object; of a long one few at first. */
export function properties(form, path, schema, value) {
  const key = path.join(".");
  const known = Object.entries(schema.properties ?? {});
  const required = new Set(schema.required);
  const few = known.length > MANY && !form.more.has(key);
  const shown = known.filter(([name], index) => {
    return !few || index < FEW || required.has(name) || value?.[name] !== undefined;
  });
  const rows = shown.map(([name, inner]) => form.field([...path, name], inner, required.has(name)));
  if (shown.length < known.length) {
    const first = known.find((entry) => !shown.includes(entry))[0];
    const click = () => {
      form.more.add(key);
      form.render();
      focusOn([...path, first]);
    };
    rows.push(button("plus", `${known.length - shown.length} more fields`, { class: "quiet more", click }));
  }
  return [...rows, ...others(form, path, schema, value)];
}

/** What an object holds beside the properties of its schema, and where it is open, a way to add to it. */
function others(form, path, schema, value) {
  const key = path.join(".");
  const added = form.added.get(key) ?? [];
  const names = [...new Set([...Object.keys(value ?? {}), ...added])].filter((name) => !schema.properties?.[name]);
  const inner = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  const rows = names.map((name) => {
    const remove = () => {
      form.added.set(key, added.filter((other) => other !== name));
      form.put([...path, name], undefined);
    };
    return form.field([...path, name], inner, false, remove);
  });
  if (!schema.additionalProperties) return rows;
  const add = (name) => {
    if (!name || schema.properties?.[name]) return;
    form.added.set(key, [...added, name]);
    form.render();
    document.getElementById(`f.${key}.${name}`)?.focus();
  };
  return [...rows, controls.adder(key, add)];
}

/** The fields of the items of an array. */
export function items(form, path, schema, value) {
  const list = Array.isArray(value) ? value : [];
  const inner = schema.items ?? {};
  const key = path.join(".");
  const rows = list.map((_, index) => {
    const remove = () => {
      const rest = form.at(path).toSpliced(index, 1);
      form.put(path, rest.length ? rest : undefined);
      // The folds of what follows belong to other items now.
      form.open = new Map([...form.open].filter(([name]) => !name.startsWith(`${key}.`)));
    };
    return form.field([...path, index], inner, false, remove);
  });
  const click = () => {
    const fresh = { object: {}, array: [] }[kindOf(inner)];
    form.put(path, [...list, fresh]);
    form.render();
    focusOn([...path, list.length]);
  };
  const add = button("plus", "Add item", { class: "quiet more", id: `add.${key}`, click });
  return [...rows, add];
}
