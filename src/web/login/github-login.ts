import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { Secret } from '../../base/secret.ts';
import type { Person } from '../../github/command.ts';
import { readLogin } from '../../github/login.ts';

/** The App's client at GitHub, and where that is. */
export interface LoginClient {
  readonly id: string;
  readonly secret: Secret;
  /** Base of the REST API: `https://api.github.com` or `https://HOST/api/v3`. */
  readonly apiUrl: string;
}

/** Somebody as GitHub knows him, and the installations of this App that he can reach. */
export interface Visitor {
  readonly person: Person;
  readonly installations: readonly number[];
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 2_000_000;
const PER_PAGE = 100;
const MAX_PAGES = 5;

const User = z.object({ id: z.number().int().positive(), login: z.string(), type: z.string().optional() });
const Installations = z.object({ installations: z.array(z.object({ id: z.number().int() })).max(PER_PAGE) });

/** Where people log in, for the API at an address. */
function webUrl(apiUrl: string): string {
  const url = new URL(apiUrl);
  return url.hostname === 'api.github.com' ? 'https://github.com' : url.origin;
}

function serverOf({ apiUrl }: LoginClient): oauth.AuthorizationServer {
  const issuer = `${webUrl(apiUrl)}/login/oauth`;
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/access_token`,
  };
}

/** What a browser brings back from GitHub is checked against this. */
export interface Begun {
  readonly state: string;
  readonly verifier: string;
}

/** Begins a login: the address at GitHub, and what is to be kept until the browser is back (RFC 7636, S256). */
export async function beginLogin(
  client: LoginClient,
  redirectUri: string,
): Promise<{ readonly location: string; readonly begun: Begun }> {
  const begun = { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
  const url = new URL(serverOf(client).authorization_endpoint ?? '');
  const parameters = {
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    state: begun.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { location: url.href, begun };
}

async function readJson(client: LoginClient, token: string, path: string): Promise<unknown> {
  const response = await fetch(`${client.apiUrl}${path}`, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'user-agent': 'rekey',
    },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok || text.length > MAX_BYTES) throw new Error(`GitHub answered ${response.status}`);
  return JSON.parse(text);
}

/**
 * Ends a login: trades the code for a token, asks who that is, and forgets the token.
 *
 * @param parameters of the address to which GitHub sent the browser
 * @throws for anything that is no login that was begun here
 */
export async function finishLogin(
  client: LoginClient,
  redirectUri: string,
  { state, verifier }: Begun,
  parameters: URLSearchParams,
): Promise<Visitor> {
  const [server, app] = [serverOf(client), { client_id: client.id }];
  const checked = oauth.validateAuthResponse(server, app, parameters, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    app,
    oauth.ClientSecretPost(client.secret.reveal()),
    checked,
    redirectUri,
    verifier,
    {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      // A GitHub on this machine, in tests and demos; GitHub itself is https.
      [oauth.allowInsecureRequests]: client.apiUrl.startsWith('http:'),
    },
  );
  const { access_token: token } = await oauth.processAuthorizationCodeResponse(server, app, response);
  const user = User.parse(await readJson(client, token, '/user'));
  const login = readLogin(user.login);
  if (login === undefined || (user.type ?? 'User') !== 'User') throw new Error('no account of a person');
  const installations: number[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const path = `/user/installations?per_page=${PER_PAGE}&page=${page}`;
    const { installations: found } = Installations.parse(await readJson(client, token, path));
    installations.push(...found.map(({ id }) => id));
    if (found.length < PER_PAGE) break;
  }
  return { person: { id: user.id, login }, installations };
}
