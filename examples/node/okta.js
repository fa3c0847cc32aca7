// Copy this, with worker.js: the actions of one tenant as functions that return promises.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The error of an action. `payload` is the variant `error` of wit/types.wit: `tag` is its case, `val` its value. */
export class OktaError extends Error {
  name = 'OktaError';

  constructor(payload) {
    const { tag, val } = payload;
    const text = val?.message ?? val?.reason ?? val?.errorSummary ?? val?.status ?? val;
    super(text === undefined ? tag : `${tag}: ${text}`);
    this.payload = payload;
  }
}

/**
 * Connects a tenant: its component sees only `environment`, and reaches only `origins`.
 *
 * A call blocks the worker of its tenant, never this thread; calls of one tenant run one after the other. After `deadline` ms, a
 * call is stopped with its worker, because nothing else stops a component that computes.
 */
export function connect(environment, { origins = [environment.OKTA_CLIENT_ORGURL], deadline = 150_000 } = {}) {
  let worker;
  let last = Promise.resolve();

  async function perform(request) {
    worker ??= new Worker(new URL('worker.js', import.meta.url), { workerData: { environment, origins }, env: {} });
    worker.ref();
    worker.postMessage(request);
    const outcome = await once(worker, 'message', { signal: AbortSignal.timeout(deadline) }).catch((cause) => {
      // A trap or the deadline: the instance cannot be used again, so the next call gets a new one.
      worker.terminate();
      worker = undefined;
      throw new Error(`${request.name}.${request.func} was stopped, and may have taken effect`, { cause });
    });
    worker.unref();
    const [{ value, payload, fault }] = outcome;
    if (payload) throw new OktaError(payload);
    if (fault) throw fault;
    return value;
  }

  function call(name, func, args) {
    const result = last.then(() => perform({ name, func, args }));
    last = result.catch(() => {});
    return result;
  }

  const exported = (name) => new Proxy({}, { get: (_, func) => (...args) => call(name, func, args) });
  const own = { close: () => last.then(() => worker?.terminate()) };
  return new Proxy(own, { get: (_, name) => own[name] ?? exported(name) });
}
