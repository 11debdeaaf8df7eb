import {
  auth,
  Client,
  StreamableHTTPClientTransport,
  type OAuthClientProvider,
  type OAuthDiscoveryState,
  type StoredOAuthClientInformation,
  type StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { z } from 'zod';

/** Where the agent's program would listen on the person's machine. */
export const REDIRECT = 'http://localhost:3334/callback';

/** An agent's program with the official client, and what it remembers. */
export interface Agent {
  readonly tokens: StoredOAuthTokens | undefined;
  readonly client: StoredOAuthClientInformation | undefined;
  /** The proof that it began what it ends (RFC 7636). */
  readonly verifier: string;
  /** The page to which it sends the person's browser. */
  readonly wanted: URL | undefined;
  /** Discovers the server's authorization server, registers there, and begins. */
  begin(): Promise<void>;
  /** Takes what the person's browser brought back, and fetches the tokens. */
  finish(redirected: URL): Promise<void>;
  /** Asks for new tokens with the refresh token; where that is refused, none are left. */
  refresh(): Promise<void>;
  /** Asks a tool, as the official client does. */
  ask(name: string, asked?: Record<string, unknown>): Promise<unknown>;
}

/**
 * @param mcpUrl of the server that it is to use
 * @param client as which it is known there already
 */
export function makeAgent(mcpUrl: string, client?: StoredOAuthClientInformation): Agent {
  const kept: {
    tokens?: StoredOAuthTokens;
    client?: StoredOAuthClientInformation;
    wanted?: URL;
    verifier?: string;
    discovered?: OAuthDiscoveryState;
  } = client ? { client } : {};
  const provider: OAuthClientProvider = {
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'Security agent',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
    },
    state: () => 'state-of-the-agent',
    clientInformation: () => kept.client,
    saveClientInformation: (known) => void (kept.client = known),
    tokens: () => kept.tokens,
    saveTokens: (tokens) => void (kept.tokens = tokens),
    redirectToAuthorization: (url) => void (kept.wanted = url),
    saveCodeVerifier: (verifier) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? '',
    invalidateCredentials: (scope) => {
      if (scope === 'tokens' || scope === 'all') delete kept.tokens;
    },
    saveDiscoveryState: (state) => void (kept.discovered = state),
    discoveryState: () => kept.discovered,
  };
  return {
    get tokens() {
      return kept.tokens;
    },
    get client() {
      return kept.client;
    },
    get verifier() {
      return kept.verifier ?? '';
    },
    get wanted() {
      return kept.wanted;
    },
    async begin() {
      await auth(provider, { serverUrl: mcpUrl });
    },
    async finish({ searchParams }) {
      const [code, iss] = [searchParams.get('code') ?? '', searchParams.get('iss') ?? ''];
      await auth(provider, { serverUrl: mcpUrl, authorizationCode: code, iss });
    },
    async refresh() {
      await auth(provider, { serverUrl: mcpUrl });
    },
    async ask(name, asked = {}) {
      const transport = new StreamableHTTPClientTransport(new URL(mcpUrl), { authProvider: provider });
      const connection = new Client({ name: 'security-agent', version: '1' });
      try {
        await connection.connect(transport);
        const { structuredContent } = await connection.callTool({ name, arguments: asked });
        return structuredContent;
      } finally {
        await connection.close();
      }
    },
  };
}

/** A browser without a picture: it follows redirects, keeps cookies, and sends the forms it is given. */
export function makeBrowser(origin: string) {
  const cookies = new Map<string, string>();
  const keep = (response: Response) => {
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2);
      cookies.set(name, value);
    }
  };
  async function go(url: URL, init: RequestInit = {}): Promise<{ at: URL; response?: Response }> {
    if (url.origin !== origin) return { at: url };
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, ...Object.fromEntries(new Headers(init.headers)) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    keep(response);
    const location = response.headers.get('location');
    return location === null ? { at: url, response } : go(new URL(location, url));
  }
  return {
    /** Takes a cookie as a header of `set-cookie` gives it. */
    take: (line: string) => keep(new Response(null, { headers: { 'set-cookie': line } })),
    cookies,
    go,
    /** Answers the page that asks for consent. */
    async answer(
      page: { at: URL; response?: Response },
      answer: 'allow' | 'refuse',
      more: Readonly<Record<string, string>> = {},
    ) {
      const text = (await page.response?.text()) ?? '';
      const token = z.string().parse(/name="token" value="([^"]+)"/.exec(text)?.[1]);
      const headers = { origin, 'sec-fetch-site': 'same-origin', ...more };
      const body = new URLSearchParams({ token, answer });
      return { text, ...(await go(page.at, { method: 'POST', headers, body })) };
    },
  };
}
