// Runs checks.js in headless Chromium. Ends by `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendFile, serve } from './server.js';

const here = (file) => new URL(file, import.meta.url);

let fromPage = 0;
const withToken = [];
async function onApi(request) {
  fromPage += 1;
  if (request.headers.authorization) withToken.push(request.url);
  if (request.url.includes('slow')) await new Promise((resolve) => setTimeout(resolve, 500));
}

let report;
const reported = new Promise((resolve) => (report = resolve));
const FILES = { '/cases.js': '../node/cases.js', '/cases.json': '../cases.json', '/checks.js': 'checks.js' };

async function other(request, response) {
  if (FILES[request.url]) return sendFile(response, here(FILES[request.url]));
  if (request.url === '/checks.html') {
    const page = readFileSync(here('index.html'), 'utf8');
    response.setHeader('content-type', 'text/html');
    return response.end(page.replace('</html>', '<script type="module" src="checks.js"></script></html>'));
  }
  if (request.url !== '/report') return sendFile(response);
  let body = '';
  for await (const chunk of request) body += chunk;
  response.end();
  report(JSON.parse(body));
}

const server = serve(process.env, { other, onApi });
await once(server.listen(0, '127.0.0.1'), 'listening');

const profile = mkdtempSync(join(tmpdir(), 'okta-actions-browser-'));
const flags = 'headless no-sandbox disable-gpu no-first-run disable-background-networking disable-component-update disable-sync';
const url = `http://127.0.0.1:${server.address().port}/checks.html`;
const args = [...flags.split(' ').map((flag) => `--${flag}`), `--user-data-dir=${profile}`, '--enable-logging=stderr', url];
const browser = spawn(process.env.CHROMIUM ?? 'chromium', args, { stdio: ['ignore', 'ignore', 'pipe'] });
const messages = [];
browser.stderr.on('data', (text) => messages.push(...String(text).split('\n').filter((line) => line.includes('CONSOLE'))));
const died = new Promise((resolve) => {
  browser.on('error', (error) => resolve(error.message));
  browser.on('exit', () => resolve('the browser ended'));
  setTimeout(() => resolve('no report in five minutes'), 300_000).unref();
});

const result = await Promise.race([reported, died]);
const { passed, failed, lines } = result.lines ? result : { passed: 0, failed: 1, lines: [`FAILED: ${result}`, ...messages] };
lines.forEach((line) => console.log(line));
const api = `http://127.0.0.1:${server.address().port}/api/v1/users/me`;
const statuses = [];
for (const site of ['cross-site', 'same-site', undefined]) {
  statuses.push((await fetch(api, { method: 'POST', headers: site && { 'sec-fetch-site': site } })).status);
}
const more = {
  'no request of the page has a token': fromPage > 0 && withToken.length === 0,
  'requests of other sites are refused': statuses.join() === '403,403,403',
};
for (const [name, holds] of Object.entries(more)) console.log(`${holds ? 'ok' : 'FAILED'} ${name}`);
const broken = Object.values(more).filter((holds) => !holds).length;
console.log(`${passed + Object.keys(more).length - broken} passed, ${failed + broken} failed`);

browser.kill();
await died;
// A browser writes into its profile for a moment after it has stopped.
rmSync(profile, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
process.exit(failed + broken ? 1 : 0);
