// Where an id or a link of a response leads: to the action that retrieves that object, with its arguments.

/** Okta's ids tell by their beginning what they are of. */
const KINDS = {
  "00u": "{userId}", "00g": "{groupId}", "0oa": "{appId}", "0pr": "{ruleId}", "00p": "{policyId}", "0oi": "{idpId}",
  aus: "{authServerId}", oty: "{typeId}", nzo: "{zoneId}", tos: "{trustedOriginId}", bnd: "{brandId}",
};
/** Keys that name their object otherwise than its parameter does. */
const KEYS = { createdBy: "{userId}", lastUpdatedBy: "{userId}", client_id: "{appId}" };

let actions = [];

/** Takes the list of all actions. */
export function learn(list) {
  actions = list.map((action) => ({ ...action, parts: action.path.split("/") }));
}

const isOpen = (part) => part.startsWith("{");
const gets = (test) => actions.filter(({ method, parts }) => method === "GET" && test(parts));
const holes = (parts) => parts.filter(isOpen).length;

/** The shortest action that retrieves one object by a placeholder alone. */
function single(placeholder) {
  const found = gets((parts) => parts.at(-1) === placeholder && holes(parts) === 1);
  return found.sort((a, b) => a.parts.length - b.parts.length)[0];
}

const named = (placeholder) => placeholder.slice(1, -1);

/** The action behind a link of Okta's, with its arguments; nothing if no action has such a path. */
export function ofHref(href, allow = ["GET"]) {
  let segments;
  try {
    segments = new URL(href, location.origin).pathname.split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
  const fits = ({ method, parts }) =>
    allow.includes(method) && parts.length === segments.length &&
    parts.every((part, index) => (isOpen(part) ? segments[index] !== "" : part === segments[index]));
  const [action] = actions.filter(fits).sort((a, b) => holes(a.parts) - holes(b.parts));
  if (!action) return null;
  const args = action.parts.flatMap((part, index) => (isOpen(part) ? [[named(part), segments[index]]] : []));
  return { action, args: Object.fromEntries(args) };
}

/** The action that retrieves the objects that an action returns, if there is one: `GET` of the same path, or one below it. */
function itemOf({ path }) {
  const parts = path.split("/");
  if (isOpen(parts.at(-1))) return gets((other) => other.join("/") === path)[0];
  return gets((other) => other.length === parts.length + 1 && isOpen(other.at(-1)) && other.join("/").startsWith(`${path}/`))[0];
}

/**
 * The action that retrieves the object of an id, with its arguments.
 *
 * `key` is the name of the property; `from` is the call (`{ action, value }`) whose answer holds it as its own id.
 */
export function ofId(key, id, from) {
  if (from && key === "id") {
    const action = itemOf(from.action);
    const [last, ...above] = (action?.path.match(/{\w+}/g) ?? []).reverse();
    const known = above.every((hole) => from.value?.[named(hole)] !== undefined);
    if (action && known) {
      const args = above.reverse().map((hole) => [named(hole), from.value[named(hole)]]);
      return { action, args: Object.fromEntries([...args, [named(last), id]]) };
    }
  }
  const noun = /^(.+?)Ids?$/.exec(key)?.[1];
  const placeholder = KEYS[key] ?? (noun && single(`{${noun}Id}`) ? `{${noun}Id}` : KINDS[id.slice(0, 3)]);
  const action = placeholder && single(placeholder);
  return action ? { action, args: { [named(placeholder)]: id } } : null;
}

/** What can be read and done with an object that a relation leads to: actions of the paths below it. */
export function around({ action, args }) {
  const below = actions.filter((other) => {
    const [head, rest] = [other.path.slice(0, action.path.length), other.path.slice(action.path.length)];
    return head === action.path && (rest === "" || rest.startsWith("/")) && !rest.includes("{") && !other.deprecated;
  });
  const others = below.filter((other) => other.name !== action.name).map((other) => ({ action: other, args }));
  const reads = ({ action }) => action.annotations.readOnlyHint;
  return { reads: others.filter(reads), writes: others.filter((one) => !reads(one)) };
}
