// JSON whose numbers keep the text they came with.

/** Parses JSON; a number that JavaScript would write otherwise is kept as its text. */
export function parse(text) {
  return JSON.parse(text, (_, value, context) => {
    const source = context?.source;
    const other = typeof value === "number" && source !== undefined && String(value) !== source;
    return other && JSON.rawJSON ? JSON.rawJSON(source) : value;
  });
}

/** Writes JSON, without what is not set. */
export function write(value, indent) {
  const set = (_, item) => (Array.isArray(item) ? item.filter((one) => one !== undefined) : item);
  return JSON.stringify(value, set, indent);
}

/** The JSON type of a value: `null`, `object`, `array`, `string`, `number`, `integer` or `boolean`. */
export function typeOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (JSON.isRawJSON?.(value)) return /[.eE]/.test(value.rawJSON) ? "number" : "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Whether a value holds others. */
export const isContainer = (value) => ["object", "array"].includes(typeOf(value));

/** Sets or removes a value below a container, and removes what is empty after a removal. */
export function assign(container, [name, ...rest], value) {
  if (rest.length > 0) {
    if (!isContainer(container[name])) {
      if (value === undefined) return;
      container[name] = typeof rest[0] === "number" ? [] : {};
    }
    assign(container[name], rest, value);
    const empty = value === undefined && Object.keys(container[name]).length === 0;
    if (empty && !Array.isArray(container)) delete container[name];
  } else if (value === undefined && !Array.isArray(container)) {
    delete container[name];
  } else {
    container[name] = value;
  }
}

const TOKENS = /\s+|("(?:[^"\\]|\\.)*")|[{}[\],:]|[^\s{}[\],:"]+/gsy;
/** Longer texts are shown without colors and buttons. */
const LONG = 400_000;

/**
 * Indents JSON as it came, token by token, without reading its values: an array of texts and elements.
 *
 * `mark(kind, text, key)` may turn a token into an element; `kind` is `key`, `string`, `number` or `word`.
 */
export function pretty(text, mark = () => null) {
  const out = [];
  let depth = 0;
  let key = "";
  const line = () => out.push("\n" + "  ".repeat(depth));
  const tokens = [...text.matchAll(TOKENS)].filter(([token]) => token.trim());
  const marked = text.length < LONG ? mark : () => null;
  tokens.forEach(([token, string], index) => {
    const after = tokens[index + 1]?.[0];
    if (token === "{" || token === "[") {
      out.push(token);
      depth += 1;
      if (after !== "}" && after !== "]") line();
    } else if (token === "}" || token === "]") {
      depth -= 1;
      const before = tokens[index - 1]?.[0];
      if (before !== "{" && before !== "[") line();
      out.push(token);
    } else if (token === ",") {
      out.push(token);
      line();
    } else if (token === ":") {
      out.push(": ");
    } else if (string && after === ":") {
      key = token;
      out.push(marked("key", token) ?? token);
    } else {
      const kind = string ? "string" : /^[-0-9]/.test(token) ? "number" : "word";
      out.push(marked(kind, token, key) ?? token);
    }
  });
  return out;
}
