// Checked by `tsc --noEmit`: the types come from the WIT.
import { connect, OktaError } from './okta.js';

const okta = connect({ OKTA_CLIENT_ORGURL: 'https://example.okta.com', OKTA_CLIENT_TOKEN: 'secret' });

export async function firstName(login: string): Promise<string> {
  try {
    const response = await okta.user.getUser(login, undefined, undefined);
    return JSON.parse(response.body).profile.firstName;
  } catch (error) {
    if (error instanceof OktaError && error.payload.tag === 'permanent-refused') {
      return `refused: ${error.payload.val.errorCode}`;
    }
    throw error;
  }
}

// @ts-expect-error: a login is a string
okta.user.getUser(1, undefined, undefined);

// @ts-expect-error: there is no such option
okta.user.listUsers({ limits: 2 });

// @ts-expect-error: there is no such action
okta.user.getUsers();
