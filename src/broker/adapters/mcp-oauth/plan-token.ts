import type { LeakedCredential, Trust } from '../../broker.ts';
import type { Plan } from '../../plan.ts';
import { isExpired, isToken } from './mcp-parts.ts';
import { readClaims, typeOf } from './read-claims.ts';
import { registeredUrl } from './registered-server.ts';
import { isAtIssuer } from './discover-issuer.ts';

const NOWHERE = { adapter: 'mcp-oauth', reversible: false, sentTo: [], dryRun: false } as const;

type End = Pick<Plan, 'action'> & Required<Pick<Plan, 'blast'>>;

/** By type, what ending it is. A client's secret alone ends nothing: its registration token does. */
const ENDS: ReadonlyMap<string, End> = new Map([
  ['mcp-bearer', { action: 'revoke', blast: 'token' }],
  ['mcp-access-token', { action: 'revoke', blast: 'token' }],
  ['mcp-refresh-token', { action: 'revoke', blast: 'grant' }],
  ['mcp-client-secret', { action: 'remove_client', blast: 'client' }],
  ['mcp-registration-token', { action: 'remove_client', blast: 'client' }],
]);

const originOf = (url: string): readonly string[] => [URL.parse(url)?.origin ?? []].flat();

/** Where its client is managed, as far as that leaked as well. */
function managedAt({ type, beside, keyId }: LeakedCredential): string | undefined {
  return beside?.registrationUri ?? (type === 'mcp-registration-token' ? keyId : undefined);
}

/** Origins of the issuers, and of the MCP server where the value means something to it. */
function originsOf(issuers: Trust['issuers'], serverUrl: string | undefined): readonly string[] {
  const origins = issuers.flatMap(({ issuer, endpointOrigin }) =>
    endpointOrigin === undefined ? originOf(issuer) : [...originOf(issuer), endpointOrigin],
  );
  return [...new Set([...(serverUrl === undefined ? [] : originOf(serverUrl)), ...origins])];
}

/**
 * What would be done about a credential of MCP's OAuth. Which of the trusted issuers a registered server names is asked only
 * when it is done, so all of them are listed then.
 */
export function planToken(credential: LeakedCredential, trust: Trust, now: number): Plan {
  const { secret, beside, clientId } = credential;
  const type = typeOf(credential);
  const end = ENDS.get(type);
  const token = secret.reveal();
  const claims = readClaims(token);
  const isClient = end?.action === 'remove_client';
  if (!isClient && isExpired(claims, now)) return { ...NOWHERE, action: 'nothing' };
  if (!end || !isToken(token)) return { ...NOWHERE, action: 'manual' };
  const uri = isClient ? managedAt(credential) : undefined;
  const serverUrl = registeredUrl(credential.serverUrl, trust);
  const named = trust.issuers.filter((trusted) =>
    uri === undefined ? trusted.issuer === claims.issuer : isAtIssuer(trusted, uri),
  );
  const issuers = named.length > 0 || serverUrl === undefined ? named : trust.issuers;
  const sentTo = originsOf(issuers, end.blast === 'token' ? serverUrl : undefined);
  if (issuers.length === 0) return { ...NOWHERE, action: 'untrusted', sentTo };
  const mayRemove = type === 'mcp-registration-token' || beside?.registrationToken !== undefined;
  // Whether a client's secret works is asked where its client is known.
  if (isClient && !mayRemove)
    return { ...NOWHERE, action: 'manual', sentTo: clientId === undefined ? [] : sentTo };
  return { ...NOWHERE, ...end, sentTo };
}
