import { Secret } from '../../../src/base/secret.ts';
import type { LeakedBeside, LeakedCredential } from '../../../src/broker/broker.ts';
import type { SignedIn } from './sign-in.ts';

type Part = 'accessToken' | 'refreshToken' | 'clientSecret';

const TYPES: Readonly<Record<Part, string>> = {
  accessToken: 'mcp-access-token',
  refreshToken: 'mcp-refresh-token',
  clientSecret: 'mcp-client-secret',
};

/** One part of a token cache as a credential, with the others beside it. */
export function leakedPart(
  cache: SignedIn,
  part: Part,
  serverUrl: string,
  more: LeakedBeside = {},
): LeakedCredential {
  const secretOf = (key: Part) =>
    cache[key] === undefined || key === part ? {} : { [key]: new Secret(cache[key]) };
  return {
    secret: new Secret(cache[part] ?? ''),
    provider: 'mcp',
    type: TYPES[part],
    serverUrl,
    clientId: cache.clientId,
    beside: { ...secretOf('accessToken'), ...secretOf('refreshToken'), ...secretOf('clientSecret'), ...more },
  };
}
