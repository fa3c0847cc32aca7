// One instance of the component, for one tenant. A call blocks this thread until Okta has responded.
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { http } from '@bytecodealliance/preview2-shim';
import { WASIShim } from '@bytecodealliance/preview2-shim/instantiation';
import { instantiate } from './component/okta-actions.js';

const { environment, origins } = workerData;
// Skips an invalid org URL, which the component itself reports.
const allowed = origins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).origin);

// The shim has no list of allowed origins, so requests pass through this function.
function handle(request, options) {
  const origin = new URL(`${request.scheme().tag}://${request.authority()}`).origin;
  if (!allowed.includes(origin)) throw { tag: 'HTTP-request-denied' };
  return http.outgoingHandler.handle(request, options);
}

const shim = new WASIShim({ http: { ...http, outgoingHandler: { handle } }, sandbox: { env: environment } });
const load = (file) => WebAssembly.compile(readFileSync(new URL(`component/${file}`, import.meta.url)));
const component = await instantiate(load, shim.getImportObject());

parentPort.on('message', ({ name, func, args }) => {
  try {
    parentPort.postMessage({ value: component[name][func](...args) });
  } catch (error) {
    // The error of an action has a payload; a wrong type is a TypeError. Any other error is a trap, and ends this worker.
    if (error.payload) parentPort.postMessage({ payload: error.payload });
    else if (error instanceof TypeError) parentPort.postMessage({ fault: error });
    else throw error;
  }
});
