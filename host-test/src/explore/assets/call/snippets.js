// The same request as a command, and in the languages that people copy it into. A real token is that of the environment.

import { parse, pretty, write } from "../lib/json.js";

/** What the explorer calls. A mock org tells its environment: its token is no secret, and the copied call reaches the same org. */
export const target = { authorization: "SSWS", environment: null };

/** A text as one word of a shell. */
export const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const json = (text) => JSON.stringify(text);
/** A literal of Rust: its escapes differ from those of JSON. */
const rust = (text) =>
  `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (one) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[one] ?? `\\u{${one.charCodeAt(0).toString(16)}}`)}"`;

const bytesOf = ({ body }) => (body && typeof body === "object" ? body.base64 : undefined);
const textOf = ({ body }) => (typeof body === "string" ? body : undefined);
/** Headers without the name of the explorer, which another program is not. */
const headersOf = ({ headers }) => headers.filter(([name]) => name.toLowerCase() !== "user-agent");
/** The credential of a mock org as it is written out; nothing for a real one. */
const mockCredential = () => target.environment && `${target.authorization} ${target.environment.OKTA_CLIENT_TOKEN}`;
const indented = (lines, by) => lines.replaceAll("\n", `\n${by}`);

/** A JSON body on several lines; `words` stand for those of JSON. Nothing for other bodies. */
function document(text, words = {}) {
  try {
    parse(text);
  } catch {
    return undefined;
  }
  return pretty(text, (kind, token) => (kind === "word" ? words[token] : undefined)).join("");
}

/** The same as a literal of a language, which must not change how a number is written. */
function literal(text, words) {
  const plain = document(text) !== undefined && JSON.stringify(JSON.parse(text)) === text;
  return plain ? document(text, words) : undefined;
}

/** A line for a shell that reaches this org: the variables of a mock org stand in it, those of a real one in the environment. */
export function commandLine(...words) {
  const variables = Object.entries(target.environment ?? {}).map(([name, value]) => `${name}=${value}`);
  return [...variables, "okta-actions", ...words].join(" ");
}

/** The call as a line for a shell. A body from a file is named, not written out. */
export function command({ action, text, file }) {
  const value = parse(text);
  const chosen = value.body?.base64 !== undefined ? ["--body", shell(file?.name ?? "FILE")] : [];
  if (chosen.length > 0) delete value.body;
  const args = Object.keys(value).length > 0 || chosen.length > 0 ? [shell(write(value))] : [];
  return commandLine("call", action, ...args, ...chosen);
}

function curl({ preview }) {
  const { method, url } = preview;
  // To a HEAD that is named by -X, curl waits for a body. Braces and brackets would be patterns to curl.
  const parts = [method === "HEAD" ? "--head" : `-X ${method}`, shell(url)];
  if (/[[\]{}]/.test(url)) parts.push("--globoff");
  if (target.authorization) parts.push(`-H "Authorization: ${mockCredential() ?? `${target.authorization} $OKTA_CLIENT_TOKEN`}"`);
  parts.push(...headersOf(preview).map(([name, value]) => `-H ${shell(value ? `${name}: ${value}` : `${name};`)}`));
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const json = text && document(text);
  if (bytes !== undefined || json) parts.push("--data-binary @-");
  else if (text !== undefined) parts.push(text.startsWith("@") ? `--data-raw ${shell(text)}` : `--data-binary ${shell(text)}`);
  const pipe = bytes !== undefined ? `printf %s ${bytes} | base64 -d | ` : "";
  return `${pipe}curl ${parts.join(" \\\n  ")}${json ? ` <<'JSON'\n${json}\nJSON` : ""}`;
}

function javascript({ preview }) {
  const { method, url } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const value = text !== undefined && literal(text);
  const credential = mockCredential() ? json(mockCredential()) : `\`${target.authorization} \${process.env.OKTA_CLIENT_TOKEN}\``;
  const lines = [
    `const response = await fetch(${json(url)}, {`, `  method: ${json(method)},`, "  headers: {",
    ...(target.authorization ? [`    authorization: ${credential},`] : []),
    ...headersOf(preview).map(([name, value]) => `    ${json(name)}: ${json(value)},`), "  },",
    ...(bytes !== undefined ? [`  body: Buffer.from(${json(bytes)}, "base64"),`] : []),
    ...(text !== undefined ? [value ? `  body: JSON.stringify(${indented(value, "  ")}),` : `  body: ${json(text)},`] : []),
    "});", "console.log(response.status, await response.text());",
  ];
  return lines.join("\n");
}

function python({ preview }) {
  const { method, url } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const value = text !== undefined && literal(text, { true: "True", false: "False", null: "None" });
  const credential = mockCredential() ? json(mockCredential()) : `"${target.authorization} " + os.environ["OKTA_CLIENT_TOKEN"]`;
  const lines = [
    ...(bytes !== undefined ? ["import base64"] : []), ...(value ? ["import json"] : []),
    ...(target.authorization && !mockCredential() ? ["import os"] : []),
    "import urllib.error", "import urllib.request", "",
    "request = urllib.request.Request(", `    ${json(url)},`, `    method=${json(method)},`, "    headers={",
    ...(target.authorization ? [`        "authorization": ${credential},`] : []),
    ...headersOf(preview).map(([name, value]) => `        ${json(name)}: ${json(value)},`), "    },",
    ...(bytes !== undefined ? [`    data=base64.b64decode(${json(bytes)}),`] : []),
    ...(text !== undefined ? [value ? `    data=json.dumps(${indented(value, "    ")}).encode(),` : `    data=${json(text)}.encode(),`] : []),
    ")", "try:", "    with urllib.request.urlopen(request) as response:",
    "        print(response.status, response.read().decode())",
    "except urllib.error.HTTPError as error:", "    print(error.code, error.read().decode())",
  ];
  return lines.join("\n");
}

/** A text with line breaks as a literal of Rust. */
function rawRust(text) {
  const longest = Math.max(0, ...[...text.matchAll(/"(#*)/g)].map(([, hashes]) => hashes.length + 1));
  const hashes = "#".repeat(longest);
  return `r${hashes}"${text}"${hashes}`;
}

function rustlang({ preview }) {
  const { method, url } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const value = text !== undefined && document(text);
  const credential = mockCredential() ? rust(mockCredential()) : `format!("${target.authorization} {token}")`;
  const lines = [
    `// Cargo.toml: reqwest = { version = "0.12", features = ["blocking"] }${bytes !== undefined ? ', base64 = "0.22"' : ""}`,
    ...(bytes !== undefined ? ["use base64::Engine as _;", ""] : []),
    "fn main() -> Result<(), Box<dyn std::error::Error>> {",
    ...(target.authorization && !mockCredential() ? ['    let token = std::env::var("OKTA_CLIENT_TOKEN")?;'] : []),
    ...(value ? [`    let body = ${rawRust(value)};`] : []),
    "    let response = reqwest::blocking::Client::new()",
    `        .request(reqwest::Method::${method}, ${rust(url)})`,
    ...(target.authorization ? [`        .header("authorization", ${credential})`] : []),
    ...headersOf(preview).map(([name, value]) => `        .header(${rust(name)}, ${rust(value)})`),
    ...(bytes !== undefined ? [`        .body(base64::prelude::BASE64_STANDARD.decode(${rust(bytes)})?)`] : []),
    ...(text !== undefined ? [value ? "        .body(body)" : `        .body(${rust(text)})`] : []),
    "        .send()?;", '    println!("{} {}", response.status(), response.text()?);', "    Ok(())", "}",
  ];
  return lines.join("\n");
}

/** The forms of a call, by name. Each takes `{ action, text, file, preview }`. */
export const SNIPPETS = [
  ["command", "Command", command], ["curl", "curl", curl], ["rust", "Rust", rustlang], ["javascript", "JavaScript", javascript],
  ["python", "Python", python],
];
