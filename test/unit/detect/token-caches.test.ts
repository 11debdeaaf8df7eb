import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';

const token = () => randomBytes(32).toString('base64url');
const URL_OF_SERVER = 'https://mcp.acme.dev/mcp';

const CACHES: readonly (readonly [string, string, object])[] = [
  [
    'Claude Code',
    '.claude/.credentials.json',
    {
      mcpOAuth: {
        'acme|00112233': {
          serverUrl: URL_OF_SERVER,
          clientId: 'client-1',
          accessToken: token(),
          refreshToken: token(),
          clientSecret: token(),
        },
      },
    },
  ],
  [
    'Codex',
    '.codex/.credentials.json',
    {
      'acme|00112233': {
        server_url: URL_OF_SERVER,
        client_id: 'client-1',
        access_token: token(),
        refresh_token: token(),
      },
    },
  ],
  [
    'Gemini CLI',
    '.gemini/mcp-oauth-tokens.json',
    [
      {
        mcpServerUrl: URL_OF_SERVER,
        clientId: 'client-1',
        token: { accessToken: token(), refreshToken: token() },
      },
    ],
  ],
  [
    'opencode',
    '.local/share/opencode/mcp-auth.json',
    {
      acme: {
        serverUrl: URL_OF_SERVER,
        clientInfo: { clientId: 'client-1', clientSecret: token() },
        tokens: { accessToken: token(), refreshToken: token() },
      },
    },
  ],
];

const entry = (name: string) => ({
  serverUrl: `https://${name}.dev/mcp`,
  clientInfo: { clientId: name },
  tokens: { accessToken: token() },
});

describe('a token cache', () => {
  it.each(CACHES)("of %s tells each token's client and server", (_client, path, cache) => {
    const findings = detect({ path, content: JSON.stringify(cache, null, 2) });
    expect(findings.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['mcp-access-token', 'mcp-refresh-token']),
    );
    for (const finding of findings)
      expect(finding).toMatchObject({ serverUrl: URL_OF_SERVER, clientId: 'client-1' });
  });

  it('of mcp-remote tells the client of a secret and of the token that manages it, and where', () => {
    const cache = {
      client_id: 'client-1',
      client_secret: token(),
      registration_access_token: token(),
      registration_client_uri: 'https://auth.acme.dev/reg/client-1',
    };
    const path = '.mcp-auth/mcp-remote-0.1.29/0123456789abcdef0123456789abcdef_client_info.json';
    const findings = detect({ path, content: JSON.stringify(cache) });
    expect(findings).toMatchObject([
      { type: 'mcp-client-secret', clientId: 'client-1' },
      {
        type: 'mcp-registration-token',
        clientId: 'client-1',
        keyId: 'https://auth.acme.dev/reg/client-1',
      },
    ]);
  });

  it('of several servers does not mix them', () => {
    const content = JSON.stringify({ one: entry('one'), two: entry('two') });
    const findings = detect({ path: '.local/share/opencode/mcp-auth.json', content });
    expect(findings.map(({ clientId, serverUrl }) => [clientId, serverUrl])).toEqual([
      ['one', 'https://one.dev/mcp'],
      ['two', 'https://two.dev/mcp'],
    ]);
  });
});
