import { hideValues } from '../../../base/hide-values.ts';
import { plain } from '../../../base/plain.ts';
import type { DescribeOptions, Description, LeakedCredential, Trust } from '../../broker.ts';
import { introspect, type Introspection } from './introspect.ts';
import { listTools } from './list-tools.ts';
import { clientsFor, isExpired, isToken, openJournal, type McpParts } from './mcp-parts.ts';
import { readClaims, typeOf, type TokenClaims } from './read-claims.ts';
import { consentFor, isOwnServer, registeredUrl } from './registered-server.ts';
import { TokenWatch } from './token-watch.ts';

const MAX_TEXT = 120;
const MAX_SCOPES = 40;
const MAX_AUDIENCES = 8;
const BEARERS: ReadonlySet<string> = new Set(['mcp-bearer', 'mcp-access-token']);
const NOTHING: TokenClaims = { isJwt: false };

/**
 * Tells whose a token is and what it may do: by its claims offline, by the issuer's word where a client may ask
 * (RFC 7662), and with the policy's consent by the tools of its registered MCP server. Changes nothing.
 */
export async function describeToken(
  parts: McpParts,
  credential: LeakedCredential,
  trust: Trust,
  { signal, beforeRevocation = false }: DescribeOptions,
): Promise<Description> {
  const token = credential.secret.reveal();
  const type = typeOf(credential);
  const isTokenType = BEARERS.has(type) || type === 'mcp-refresh-token';
  const claims = isTokenType ? readClaims(token) : NOTHING;
  const isOver = isExpired(claims, parts.now());
  const offline: Description = {
    active: isOver ? false : null,
    principalKind: 'unknown',
    source: 'offline',
    scopes: [],
    ...describeClaims(claims, credential),
  };
  if (!isTokenType || isOver || !isToken(token)) return offline;
  // What a token says of itself, its issuer can only say again.
  const isTold = claims.subject !== undefined || claims.expiresAt !== undefined;
  if (beforeRevocation && isTold) return offline;
  const serverUrl = BEARERS.has(type) ? registeredUrl(credential.serverUrl, trust) : undefined;
  const [seen, told] = await Promise.all([
    lookAt(parts, token, beforeRevocation ? undefined : serverUrl, trust, signal),
    askIssuers(parts, credential, claims, trust, signal),
  ]);
  const active = seen.active ?? (told?.active === true ? true : null);
  const refused = active === null && seen.refused === true;
  const isAnswered = active !== null || refused;
  const fromIssuer = told?.active === true ? toClaims(told) : NOTHING;
  return {
    ...offline,
    ...describeClaims(fromIssuer, credential),
    active,
    source: isAnswered ? 'provider' : 'offline',
    ...(refused ? { refused } : {}),
    ...(seen.abilities ? { abilities: seen.abilities } : {}),
  };
}

async function lookAt(
  parts: McpParts,
  token: string,
  url: string | undefined,
  trust: Trust,
  signal: AbortSignal | undefined,
): Promise<Pick<Description, 'abilities' | 'refused'> & { readonly active?: boolean }> {
  if (url === undefined) return {};
  const { fetch } = parts;
  const isOwn = isOwnServer(readClaims(token), url, parts.now());
  const watched = { fetch, journal: openJournal(parts), token, serverUrl: url, isOwnServer: isOwn, signal };
  const watch = new TokenWatch(watched);
  const { life, probe } = await watch.probeFully();
  if (life === 'dead') return { active: false };
  if (life === 'unknown') return watch.isRefusedUnseen ? { refused: true } : {};
  if (consentFor(url, trust).describeTools !== true) return { active: true };
  const session = probe?.sessionId === undefined ? {} : { sessionId: probe.sessionId };
  const stop = signal ?? new AbortController().signal;
  const abilities = await listTools({ fetch, url, token, signal: stop, ...session });
  return { active: true, ...(abilities ? { abilities } : {}) };
}

async function askIssuers(
  { fetch, findRoutes }: McpParts,
  credential: LeakedCredential,
  claims: TokenClaims,
  trust: Trust,
  signal: AbortSignal | undefined,
): Promise<Introspection | undefined> {
  const serverUrl = registeredUrl(credential.serverUrl, trust);
  const found = await findRoutes({ issuer: claims.issuer, serverUrl }, trust, signal);
  if ('end' in found) return undefined;
  const hint = typeOf(credential) === 'mcp-refresh-token' ? 'refresh_token' : 'access_token';
  for (const { issuer, trusted } of found.routes) {
    for (const client of clientsFor(credential, claims, trusted).askers) {
      const options = { hint, signal } as const;
      const told = await introspect(fetch, issuer, client, credential.secret.reveal(), options);
      if (told?.active === true) return told;
    }
  }
  return undefined;
}

function toClaims({ client_id, username, sub, scope, aud, exp, iat }: Introspection): TokenClaims {
  const subject = username ?? sub ?? client_id;
  return {
    isJwt: false,
    ...(subject === undefined ? {} : { subject }),
    ...(scope === undefined ? {} : { scopes: scope.split(' ').filter((word) => word !== '') }),
    ...(aud === undefined ? {} : { audience: [aud].flat() }),
    ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
    ...(iat === undefined ? {} : { issuedAt: iat * 1000 }),
  };
}

function describeClaims(claims: TokenClaims, { secret }: LeakedCredential): Partial<Description> {
  const hide = hideValues([secret]);
  const show = (text: string) => plain(hide(text)).trim().slice(0, MAX_TEXT);
  const list = (texts: readonly string[], most: number) =>
    texts
      .slice(0, most)
      .map(show)
      .filter((text) => text !== '');
  const { issuer, subject, scopes, audience, issuedAt, expiresAt, clientId } = claims;
  const owner = show(subject ?? clientId ?? '');
  return {
    // A token of `client_credentials` names its client as the subject (RFC 9068 section 2.2).
    ...(subject !== undefined && subject === clientId ? { principalKind: 'service' } : {}),
    ...(owner === '' ? {} : { owner }),
    ...(issuer === undefined ? {} : { issuer: show(issuer) }),
    ...(scopes === undefined ? {} : { scopes: list(scopes, MAX_SCOPES) }),
    ...(audience === undefined ? {} : { audience: list(audience, MAX_AUDIENCES) }),
    ...(issuedAt === undefined ? {} : { issuedAt: new Date(issuedAt) }),
    ...(expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt) }),
  };
}
