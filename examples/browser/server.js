// Serves the page, and forwards /api to the org with the token. So page and API have one origin, and the page has no token.
import { readFile } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = /^\/(index\.html|okta\.js|page\.js|component\/[\w.-]+)$/;
const SHIM = /^\/shim\/((browser|common)\/[\w-]+\.js)$/;
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json', '.wasm': 'application/wasm' };

/** The file at a path; undefined if it is not part of the page. */
function place(path) {
  if (SHIM.test(path)) return new URL(`node_modules/@bytecodealliance/preview2-shim/dist/${SHIM.exec(path)[1]}`, import.meta.url);
  return FILES.test(path) ? new URL(path.slice(1), import.meta.url) : undefined;
}

/** Responds with a file, or with 404 if there is none. */
export async function sendFile(response, url) {
  const body = url && (await readFile(url).catch(() => undefined));
  response.setHeader('content-type', TYPES[extname(url?.pathname ?? '')] ?? 'text/plain');
  // The list of allowed origins: the page reaches only its own.
  response.setHeader('content-security-policy', "connect-src 'self'");
  response.writeHead(body ? 200 : 404).end(body ?? 'not found');
}

/** The server of the page. `other` handles requests for neither page nor API; `onApi` sees API requests before the org does. */
export function serve({ OKTA_CLIENT_ORGURL: org, OKTA_CLIENT_TOKEN: token }, { other, onApi = () => {} } = {}) {
  const send = org.startsWith('https:') ? httpsRequest : httpRequest;

  // In production, also check the user and the request here: every request that passes is sent with the token.
  async function api(request, response) {
    const { host, cookie, origin, referer, ...kept } = request.headers;
    // Refuses other sites in the same browser, even if their name points to this machine.
    const ours = kept['sec-fetch-site'] === 'same-origin' && /^127\.0\.0\.1:\d+$/.test(host);
    if (!ours) return response.writeHead(403).end('only the page of this server may call');
    await onApi(request);
    const headers = { ...kept, authorization: `SSWS ${token}` };
    const passed = send(new URL(request.url, org), { method: request.method, headers });
    passed.on('response', (answer) => answer.pipe(response.writeHead(answer.statusCode, answer.headers)));
    passed.on('error', () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    request.pipe(passed);
  }

  return createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url.split('?')[0];
    if (path.startsWith('/api/')) return api(request, response);
    return other && !place(path) ? other(request, response) : sendFile(response, place(path));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  serve(process.env).listen(8000, '127.0.0.1', () => console.log('http://127.0.0.1:8000'));
}
