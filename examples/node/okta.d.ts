// The types of okta.js: those that `jco types` writes from the WIT, but with promises as results.
import type * as Exports from './types/okta.js';
import type { Error as Payload } from './types/interfaces/actions-okta-types.js';

type Async<Interface> = {
  [Name in keyof Interface]: Interface[Name] extends (...args: infer Args) => infer Result
    ? (...args: Args) => Promise<Result>
    : never;
};

export type Okta = { [Name in keyof typeof Exports]: Async<(typeof Exports)[Name]> } & {
  /** Stops the worker after the last call. */
  close(): Promise<void>;
};

export class OktaError extends Error {
  payload: Payload;
}

export function connect(
  environment: Record<string, string>,
  options?: { origins?: string[]; deadline?: number },
): Okta;
