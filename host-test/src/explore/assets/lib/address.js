// Addresses of the page: `#user.get-user?userId=ada` is a form with its arguments, `#job/onboard` a job, `#` the start.

import { parse, write } from "./json.js";
import { secretsOf, typesOf } from "./schema.js";

/** Longer addresses are cut by what people send them with. */
const LONGEST = 16_000;

/** What an address names: `{ kind, name, query }`. */
export function read(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  let name = path;
  try {
    name = decodeURIComponent(path);
  } catch {
    // A percent sign that encodes nothing is part of an unknown name.
  }
  if (!name) return { kind: "start", name, query };
  return name.startsWith("job/") ? { kind: "job", name: name.slice(4), query } : { kind: "action", name, query };
}

const isText = (schema) => typesOf(schema ?? {}).join() === "string";

/** The arguments in a query, as JSON text. What is not JSON is text. */
export function argumentsOf(query, schema) {
  const value = {};
  for (const [name, text] of new URLSearchParams(query)) {
    if (isText(schema.properties[name])) {
      value[name] = text;
      continue;
    }
    try {
      value[name] = parse(text);
    } catch {
      value[name] = text;
    }
  }
  return write(value);
}

/** The address of an action with arguments: an object, of which the schema may be unknown. */
export function of(action, value = {}, schema) {
  const query = new URLSearchParams();
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const text = typeof item === "string" && (!schema || isText(schema.properties[name]));
    query.append(name, text ? item : write(item));
  }
  const text = query.toString();
  return `#${action}${text ? `?${text}` : ""}`;
}

/** The address of a form. Secrets and files stay out of it, and so does a body that is too long. */
export function ofForm(action, value, schema) {
  const secrets = new Set(secretsOf(schema, value));
  const strip = (item) => {
    if (Array.isArray(item)) return item.filter((one) => !secrets.has(one)).map(strip);
    if (item === null || typeof item !== "object" || JSON.isRawJSON?.(item)) return item;
    const kept = Object.entries(item).map(([name, inner]) => [name, secrets.has(inner) ? undefined : strip(inner)]);
    const rest = Object.fromEntries(kept.filter(([, inner]) => inner !== undefined));
    // What held nothing but secrets goes with them.
    return Object.keys(rest).length === 0 && kept.length > 0 ? undefined : rest;
  };
  const shared = strip(value) ?? {};
  const { body } = shared;
  if (body?.base64 !== undefined || (body && typeof body === "object" && write(body) === "{}")) delete shared.body;
  const address = of(action, shared, schema);
  if (address.length <= LONGEST) return address;
  delete shared.body;
  return of(action, shared, schema);
}
