// The ids that responses of this session held: fields for ids suggest them.

import { typeOf } from "../lib/json.js";
import { itemsOf, titleOf } from "./columns.js";

export { titleOf };

const seen = new Map();

/** Okta's ids tell by their beginning what they are of. */
const KINDS = { "00u": "user", "00g": "group", "0oa": "app", "0pr": "rule", "00p": "policy", "0oi": "idp", aus: "authServer" };

/** Whether a string under a key is an id. */
export const isId = (key, text) =>
  /^(id|.*Ids?)$/.test(key) ? /^\S{3,64}$/.test(text) : /^(?=.*\d)[\dA-Za-z]{20}$/.test(text);

/** Remembers the ids of the objects in a response. */
export function remember(value) {
  for (const item of itemsOf(value) ?? [value]) {
    if (typeOf(item) !== "object" || typeof item.id !== "string") continue;
    seen.delete(item.id);
    seen.set(item.id, titleOf(item));
  }
}

/** What a person calls the object of an id, if a response said it. */
export const labelOf = (id) => seen.get(id) ?? "";

/** The ids that a field of a name may want, latest first, with their labels; none if the field is not for ids. */
export function idsFor(name) {
  const [, noun] = /^(.*)Ids?$/.exec(name) ?? [, /^ids?$/.test(name) ? "" : null];
  if (noun === null) return [];
  const known = Object.values(KINDS).includes(noun);
  const wanted = ([id]) => noun === "" || KINDS[id.slice(0, 3)] === (known ? noun : undefined);
  return [...seen].reverse().filter(wanted).slice(0, 50);
}
