// The same request as a command, and in the languages that people copy it into. The token is that of the environment.

import { parse, write } from "../lib/json.js";

/** What the explorer calls: a mock org must not be mistaken for the org of a terminal. */
export const target = { embedded: false, authorization: "SSWS" };

/** A text as one word of a shell. */
export const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const json = (text) => JSON.stringify(text);
/** A literal of Rust: its escapes differ from those of JSON. */
const rust = (text) =>
  `"${text.replace(/["\\\u0000-\u001f\u007f]/g, (one) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[one] ?? `\\u{${one.charCodeAt(0).toString(16)}}`)}"`;

const bytesOf = ({ body }) => (body && typeof body === "object" ? body.base64 : undefined);
const textOf = ({ body }) => (typeof body === "string" ? body : undefined);

/** The call as a line for a shell. A body from a file is named, not written out. */
export function command({ action, text, file }) {
  const value = parse(text);
  const chosen = value.body?.base64 !== undefined ? ["--body", shell(file?.name ?? "FILE")] : [];
  if (chosen.length > 0) delete value.body;
  const args = Object.keys(value).length > 0 || chosen.length > 0 ? [shell(write(value))] : [];
  return ["okta-actions", "call", action, ...args, ...chosen, ...(target.embedded ? ["--mock"] : [])].join(" ");
}

function curl({ preview }) {
  const { method, url, headers } = preview;
  // To a HEAD that is named by -X, curl waits for a body. Braces and brackets would be patterns to curl.
  const parts = [method === "HEAD" ? "--head" : `-X ${method}`, shell(url)];
  if (/[[\]{}]/.test(url)) parts.push("--globoff");
  if (target.authorization) parts.push(`-H "Authorization: ${target.authorization} $OKTA_CLIENT_TOKEN"`);
  parts.push(...headers.map(([name, value]) => `-H ${shell(value ? `${name}: ${value}` : `${name};`)}`));
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  if (bytes !== undefined) parts.push("--data-binary @-");
  else if (text !== undefined) parts.push(text.startsWith("@") ? `--data-raw ${shell(text)}` : `--data-binary ${shell(text)}`);
  const pipe = bytes !== undefined ? `printf %s ${bytes} | base64 -d | ` : "";
  return `${pipe}curl ${parts.join(" \\\n  ")}`;
}

function javascript({ preview }) {
  const { method, url, headers } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const lines = [
    `const response = await fetch(${json(url)}, {`, `  method: ${json(method)},`, "  headers: {",
    ...(target.authorization ? [`    authorization: \`${target.authorization} \${process.env.OKTA_CLIENT_TOKEN}\`,`] : []),
    ...headers.map(([name, value]) => `    ${json(name)}: ${json(value)},`), "  },",
    ...(bytes !== undefined ? [`  body: Buffer.from(${json(bytes)}, "base64"),`] : []),
    ...(text !== undefined ? [`  body: ${json(text)},`] : []),
    "});", "console.log(response.status, await response.text());",
  ];
  return lines.join("\n");
}

function python({ preview }) {
  const { method, url, headers } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const lines = [
    ...(bytes !== undefined ? ["import base64"] : []), ...(target.authorization ? ["import os"] : []),
    "import urllib.error", "import urllib.request", "",
    "request = urllib.request.Request(", `    ${json(url)},`, `    method=${json(method)},`, "    headers={",
    ...(target.authorization ? [`        "authorization": "${target.authorization} " + os.environ["OKTA_CLIENT_TOKEN"],`] : []),
    ...headers.map(([name, value]) => `        ${json(name)}: ${json(value)},`), "    },",
    ...(bytes !== undefined ? [`    data=base64.b64decode(${json(bytes)}),`] : []),
    ...(text !== undefined ? [`    data=${json(text)}.encode(),`] : []),
    ")", "try:", "    with urllib.request.urlopen(request) as response:",
    "        print(response.status, response.read().decode())",
    "except urllib.error.HTTPError as error:", "    print(error.code, error.read().decode())",
  ];
  return lines.join("\n");
}

function rustlang({ preview }) {
  const { method, url, headers } = preview;
  const [bytes, text] = [bytesOf(preview), textOf(preview)];
  const lines = [
    `// Cargo.toml: reqwest = { version = "0.12", features = ["blocking"] }${bytes !== undefined ? ', base64 = "0.22"' : ""}`,
    ...(bytes !== undefined ? ["use base64::Engine as _;", ""] : []),
    "fn main() -> Result<(), Box<dyn std::error::Error>> {",
    ...(target.authorization ? ['    let token = std::env::var("OKTA_CLIENT_TOKEN")?;'] : []),
    "    let response = reqwest::blocking::Client::new()",
    `        .request(reqwest::Method::${method}, ${rust(url)})`,
    ...(target.authorization ? [`        .header("authorization", format!("${target.authorization} {token}"))`] : []),
    ...headers.map(([name, value]) => `        .header(${rust(name)}, ${rust(value)})`),
    ...(bytes !== undefined ? [`        .body(base64::prelude::BASE64_STANDARD.decode(${rust(bytes)})?)`] : []),
    ...(text !== undefined ? [`        .body(${rust(text)})`] : []),
    "        .send()?;", '    println!("{} {}", response.status(), response.text()?);', "    Ok(())", "}",
  ];
  return lines.join("\n");
}

/** The forms of a call, by name. Each takes `{ action, text, file, preview }`. */
export const SNIPPETS = [
  ["command", "Command", command], ["curl", "curl", curl], ["rust", "Rust", rustlang], ["javascript", "JavaScript", javascript],
  ["python", "Python", python],
];
