// Runtime expressions of jobs, as `okta-actions run` reads them: `$inputs.login`, `$steps.create.outputs.userId`, `$item#/id`.

import { write } from "../lib/json.js";

const INPUT = /^\$inputs\.([\w-]+)$/;
const OUTPUT = /^\$steps\.([\w-]+)\.outputs\.([\w-]+)$/;
const IN_TEXT = /\{(\$[^}]+)\}/g;
const IN_CONDITION = /\$[\w.-]+(?:#[^\s=!<>&]*)?/g;

const shown = (value) => (typeof value === "string" ? value : write(value));

/** The value of an expression; `undefined` if there is none yet. */
export function valueOf(expression, { inputs, outputs, item, body }) {
  const [head, pointer = ""] = expression.split(/#(.*)/s);
  const [, input] = INPUT.exec(head) ?? [];
  const [, step, output] = OUTPUT.exec(head) ?? [];
  let value = input ? inputs[input] : outputs[step]?.[output];
  if (head === "$item") value = item;
  if (head === "$response.body") value = body;
  const names = pointer.split("/").slice(1).map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce((value, name) => value?.[name], value);
}

/** A template with its expressions filled in. What has no value yet is left out, and so is a text with a gap. */
export function filled(template, scope) {
  if (Array.isArray(template)) return template.map((item) => filled(item, scope)).filter((item) => item !== undefined);
  if (template && typeof template === "object") {
    const kept = Object.entries(template).map(([name, item]) => [name, filled(item, scope)]);
    return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
  }
  if (typeof template !== "string") return template;
  if (template.startsWith("$")) return valueOf(template, scope);
  const values = [...template.matchAll(IN_TEXT)].map(([, expression]) => valueOf(expression, scope));
  if (values.includes(undefined)) return undefined;
  return template.replace(IN_TEXT, () => shown(values.shift()));
}

/** A condition as text, with the values that are known: `$item#/status (ACTIVE) == 'ACTIVE'`. */
export const condition = (text, scope) =>
  text.replace(IN_CONDITION, (expression) => {
    const value = valueOf(expression, scope);
    return value === undefined ? expression : `${expression} (${shown(value)})`;
  });
