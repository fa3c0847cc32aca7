// Which columns a list has, and which of them are worth showing at first.

import { isContainer, typeOf, write } from "../lib/json.js";
import { labelOf } from "../lib/words.js";

/** What people look for first, in the order in which it is shown. */
const PREFERRED = [
  "published", "profile.login", "profile.name", "label", "name", "displayName", "profile.firstName", "profile.lastName",
  "displayMessage", "status", "outcome.result", "eventType", "actor.alternateId", "actor.displayName", "title", "profile.email",
  "profile.title", "description", "profile.description", "type", "factorType", "provider", "signOnMode", "provider.type",
  "priority", "origin", "lastLogin", "lastUpdated", "created", "id",
];
/** The first columns of the system log, by the names that administrators know. */
const LOG = { published: "Time", "actor.displayName": "Actor", displayMessage: "Event", target: "Target", "outcome.result": "Result" };
const DEEPEST = 3;
/** Rows that are looked at for columns. */
const SAMPLE = 500;
const FEW = 4;
const MANY = 7;

/** The objects of a list: those of an array, or of the only array of objects in an envelope. Nothing for other values. */
export function itemsOf(value) {
  const objects = (list) => Array.isArray(list) && list.every((item) => typeOf(item) === "object");
  if (objects(value)) return value;
  if (typeOf(value) !== "object" || value.id !== undefined) return null;
  const inner = Object.entries(value).filter(([name]) => !name.startsWith("_"));
  return inner.length === 1 && objects(inner[0][1]) ? inner[0][1] : null;
}

/** The value at a path such as `profile.login`; keys may hold dots. */
export function at(item, path) {
  let value = item;
  for (const name of path) {
    if (typeOf(value) !== "object") return undefined;
    value = value[name];
  }
  return value;
}

/** What a person calls an object, or nothing. */
export function titleOf(item) {
  const { profile } = item;
  const title = profile?.login ?? profile?.name ?? item.label ?? item.name ?? item.displayName ?? item.displayMessage;
  return typeof title === "string" ? title : "";
}

/** The heading of a column. */
export const headingOf = ({ key, path }) => LOG[key] ?? labelOf(path.at(-1));

/** The text of a cell: scalars as they are, without quotes; objects by their names; what else holds others as JSON. */
export function textOf(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((one) => !isContainer(one))) return value.map(textOf).join(", ");
  const named = Array.isArray(value) && value.length > 0 && value.every((one) => typeOf(one) === "object" && titleOf(one));
  return named ? value.map(titleOf).join(", ") : write(value);
}

/** All columns of some rows, as `{ key, path }`; links are left out. */
export function columnsOf(items) {
  const found = new Map();
  const walk = (value, path) => {
    for (const [name, inner] of Object.entries(value)) {
      if (name === "_links" || name === "_embedded") continue;
      const here = [...path, name];
      if (typeOf(inner) === "object" && Object.keys(inner).length > 0 && here.length < DEEPEST) walk(inner, here);
      else if (!found.has(here.join("."))) found.set(here.join("."), { key: here.join("."), path: here });
    }
  };
  for (const item of items.slice(0, SAMPLE)) walk(item, []);
  // A column that only holds null or nothing beside columns below it says nothing.
  const keys = [...found.keys()];
  return [...found.values()].filter(({ key }) => !keys.some((other) => other.startsWith(`${key}.`)));
}

/** The keys of the columns that are shown at first. */
export function firstColumns(columns, items) {
  const sample = items.slice(0, SAMPLE);
  const isLog = sample.every(({ eventType, published }) => eventType !== undefined && published !== undefined);
  if (isLog) return Object.keys(LOG).filter((key) => columns.some((column) => column.key === key));
  const filled = ({ path }) => sample.some((item) => !["undefined", "null"].includes(typeOf(at(item, path))));
  const same = (one, other) => sample.every((item) => textOf(at(item, one)) === textOf(at(item, other)));
  const useful = columns.filter(filled);
  const rank = ({ key }) => PREFERRED.indexOf(key);
  const chosen = [];
  for (const column of useful.filter((one) => rank(one) >= 0).sort((a, b) => rank(a) - rank(b))) {
    if (!chosen.some((other) => sample.length > 1 && same(other.path, column.path))) chosen.push(column);
  }
  const short = ({ path }) => sample.every((item) => !isContainer(at(item, path)) && textOf(at(item, path)).length <= 40);
  const more = useful.filter((one) => !chosen.includes(one) && short(one));
  const id = chosen.filter(({ key }) => key === "id");
  const rest = [...chosen.filter(({ key }) => key !== "id"), ...more.slice(0, Math.max(0, FEW - chosen.length))];
  return [...rest.slice(0, MANY - id.length), ...id].map(({ key }) => key);
}
