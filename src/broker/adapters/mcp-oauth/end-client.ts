import type { LeakedCredential, Outcome, RevokeOptions, Sight, Trust } from '../../broker.ts';
import { WORDS } from './explanations.ts';
import { endUnfound, type Route } from './find-routes.ts';
import { isToken, openJournal, type McpParts } from './mcp-parts.ts';
import type { OAuthClient } from './oauth-client.ts';
import { probeServer } from './probe-server.ts';
import { registeredUrl } from './registered-server.ts';
import { askRegistration, registrationAt, type Registration } from './registration.ts';
import { unavailable } from './revoke-and-prove.ts';
import { sendRevocation } from './send-revocation.ts';
import { trySecret } from './try-secret.ts';
import { witnessBeside } from './witness-beside.ts';

type Journal = ReturnType<typeof openJournal>;

/** A client that leaked, at one issuer. */
interface Run {
  readonly parts: McpParts;
  readonly credential: LeakedCredential;
  readonly route: Route;
  readonly journal: Journal;
  /** A registered MCP server that its access token may be tried at. */
  readonly serverUrl: string | undefined;
  /** Absent where only the registration token leaked. */
  readonly client: OAuthClient | undefined;
  /** How earlier tries saw it alive, with the same things beside it. */
  readonly seen: readonly Sight[];
  readonly options: RevokeOptions;
  readonly signal: AbortSignal | undefined;
}

/**
 * Ends an OAuth client whose secret or registration token leaked: first the tokens that leaked with it, then the
 * client itself where the leaked registration token allows it (RFC 7592). Without one only a person can, and is told
 * whether the secret works.
 */
export async function endClient(
  parts: McpParts,
  credential: LeakedCredential,
  trust: Trust,
  options: RevokeOptions,
): Promise<Outcome> {
  const { signal, seen = [], attemptedBefore = false, action, onSight } = options;
  const { type, secret, beside = {}, clientId } = credential;
  const journal = openJournal(parts, onSight);
  const isRegistration = type === 'mcp-registration-token';
  if (!isToken(secret.reveal())) return journal.end('manual_required', WORDS.notToken);
  const uri = beside.registrationUri ?? (isRegistration ? credential.keyId : undefined);
  const serverUrl = registeredUrl(credential.serverUrl, trust);
  if (credential.serverUrl === undefined && uri === undefined)
    return journal.end('manual_required', WORDS.nowhere);
  const found = await parts.findRoutes({ serverUrl, issuerUrl: uri }, trust, signal);
  if ('end' in found) return endUnfound(found.end, journal);
  const value = isRegistration ? beside.clientSecret : secret;
  const client =
    clientId !== undefined && value !== undefined ? { clientId, secret: value.reveal() } : undefined;
  if (!isRegistration && !client) return journal.end('manual_required', WORDS.secretNoClient);
  const [route] = found.routes;
  const run: Run = { parts, credential, route, journal, serverUrl, client, seen, options, signal };
  const known = { uri, token: (isRegistration ? secret : beside.registrationToken)?.reveal() };
  const registration = registrationAt(route, known, clientId);

  const before = client && (await lookAt(run, client));
  if (before === 'refused' && !isRegistration && seen.includes('probe_live'))
    return journal.end(attemptedBefore ? 'revoked_verified' : 'already_inactive', WORDS.secretDead);
  if (!registration)
    return journal.end(
      'manual_required',
      isRegistration ? WORDS.noRegistration : before === 'believed' ? WORDS.secretLives : WORDS.secretUnknown,
    );
  if (action === 'disable') return journal.end('manual_required', WORDS.cannotUndo);
  return await removeClient(run, registration, before === 'believed');
}

/** Whether the secret is believed, as evidence. */
async function lookAt({ parts, route, journal, signal }: Run, client: OAuthClient) {
  const { kind, http } = await trySecret(parts.fetch, route.issuer, client, signal);
  journal.note(EVENTS[kind], http);
  return kind;
}

const EVENTS = { believed: 'probe_live', refused: 'probe_dead', unknown: 'probe_failed' } as const;

async function removeClient(run: Run, leaked: Registration, wasBelieved: boolean): Promise<Outcome> {
  const { parts, credential, journal, client, seen, signal } = run;
  const { fetch, now } = parts;
  const read = await askRegistration(fetch, leaked, 'GET', signal);
  if (read.kind === 'unavailable') return unavailable({ journal, now }, read);
  if (read.kind === 'denied') return endDenied(run, read.http);
  const isOther = credential.clientId !== undefined && read.kind === 'done' && read.clientId !== undefined;
  if (read.kind === 'refused' || (isOther && read.clientId !== credential.clientId)) {
    journal.note('client_refused', read.http);
    return journal.end('manual_required', WORDS.secretRefused);
  }
  journal.note('client_found', read.http);
  await journal.keepSights();
  await witness(run);
  await endTokens(run);
  const current = { ...leaked, ...(read.token === undefined ? {} : { token: read.token }) };
  const removed = await askRegistration(fetch, current, 'DELETE', signal);
  if (removed.kind === 'unavailable') return unavailable({ journal, now }, removed);
  if (removed.kind !== 'done') {
    journal.note('client_refused', removed.http);
    return journal.end('manual_required', WORDS.secretRefused);
  }
  journal.note('client_removed', removed.http);
  const after = await askRegistration(fetch, current, 'GET', signal);
  const isGone = after.kind === 'denied' || (after.kind === 'refused' && after.http === 404);
  if (isGone) journal.note('client_gone', after.http);
  const secretAfter = client && (await lookAt(run, client));
  if (!isGone || (wasBelieved && secretAfter !== 'refused'))
    return journal.end('accepted_unverified', WORDS.clientUnproved, { retryable: true });
  // The text says that the secret is that client's: the issuer has to have said so as well.
  const isTheirs =
    credential.type === 'mcp-registration-token' ||
    wasBelieved ||
    seen.includes('probe_live') ||
    read.clientSecret?.reveal() === credential.secret.reveal();
  const state = isTheirs ? 'revoked_verified' : 'manual_required';
  return await withOutliving(run, journal.end(state, isTheirs ? WORDS.clientRemoved : WORDS.otherClient));
}

/**
 * The end of a registration token that is refused. The text names the address, so that proves something only where the
 * token was taken there before. Of the client's secret it then says that nobody believes it any more.
 */
function endDenied({ credential, client, journal, seen }: Run, http: number): Outcome {
  journal.note('client_gone', http);
  const isSeen =
    credential.type === 'mcp-registration-token'
      ? seen.includes('client_found') && (client === undefined || journal.has('probe_dead'))
      : seen.includes('probe_live') && journal.has('probe_dead');
  return isSeen
    ? journal.end('revoked_verified', WORDS.clientRemoved)
    : journal.end('manual_required', WORDS.registrationUnknown);
}

/** Has what else dies with the client seen alive: its tokens, and its secret or its registration token. */
async function witness({
  parts,
  credential,
  route,
  serverUrl,
  client,
  journal,
  options,
}: Run): Promise<void> {
  const { issuer } = route;
  const clients = client ? [client] : [];
  const other = openJournal(parts, (sights) =>
    Promise.resolve(options.onSight?.(sights, otherOf(credential))),
  );
  if (credential.type === 'mcp-client-secret') other.note('client_found');
  else if (journal.has('probe_live')) other.note('probe_live');
  await other.keepSights();
  await witnessBeside(parts, { credential, issuer, clients, serverUrl }, options);
}

const otherOf = ({ type }: LeakedCredential) =>
  type === 'mcp-client-secret' ? 'registrationToken' : 'clientSecret';

/** Revokes the tokens that leaked with the client while it can still say who it is: the refresh token first. */
async function endTokens({ parts, credential, route, journal, client, signal }: Run): Promise<void> {
  const { refreshToken, accessToken } = credential.beside ?? {};
  if (!client || route.issuer.revocation_endpoint === undefined) return;
  const { fetch } = parts;
  if (refreshToken && isToken(refreshToken.reveal())) {
    const options = { hint: 'refresh_token', signal } as const;
    const answer = await sendRevocation(fetch, route.issuer, client, refreshToken.reveal(), options);
    journal.note('refresh_revocation_sent', 'http' in answer ? answer.http : undefined);
  }
  if (accessToken && isToken(accessToken.reveal()))
    await sendRevocation(fetch, route.issuer, client, accessToken.reveal(), { signal });
}

/** Tells of an access token that the removal of its client did not end: one that servers check by themselves. */
async function withOutliving(
  { parts, credential, journal, serverUrl, signal }: Run,
  outcome: Outcome,
): Promise<Outcome> {
  const token = credential.beside?.accessToken?.reveal();
  if (token === undefined || serverUrl === undefined || !isToken(token)) return outcome;
  const { answer, http } = await probeServer(parts.fetch, serverUrl, token, signal);
  if (answer !== 'live') return outcome;
  journal.note('token_outlives_client', http);
  return { ...outcome, explanation: `${outcome.explanation} ${WORDS.tokenOutlives}` };
}
