// Copy this: the functions of the component as promises, in a page.
import { WASIShim } from '@bytecodealliance/preview2-shim/instantiation';
import { instantiate } from './component/okta-actions.js';

const compiled = new Map();

/** Compiles a file of the component once, for all instances. */
function load(file) {
  if (!compiled.has(file)) compiled.set(file, WebAssembly.compileStreaming(fetch(`component/${file}`)));
  return compiled.get(file);
}

/**
 * Calls a function of a new instance, such as `call('catalog', 'callAction', 'user.get-user', '{"userId":"me"}')`.
 *
 * Requests go to the origin of the page without a token; the server there adds the token and forwards them to the org. An error
 * has a `payload`, the variant `error` of wit/types.wit: `tag` is its case, `val` its value.
 */
export async function call(name, func, ...args) {
  const env = {
    OKTA_CLIENT_ORGURL: location.origin,
    OKTA_CLIENT_AUTHORIZATIONMODE: 'None',
    // `http` and a port, for tests on this machine only.
    ...(location.protocol === 'http:' && { OKTA_TESTING_DISABLEHTTPSCHECK: 'true' }),
  };
  const component = await instantiate(load, new WASIShim({ sandbox: { env } }).getImportObject());
  return component[name][func](...args);
}
