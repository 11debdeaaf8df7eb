import { describe, expect, it } from '@jest/globals';
import { githubPat, hexKey, jwt, mcpBearer, password, uuidKey } from '../../support/credentials.ts';
import { facts, findInServer, mcpJson } from './mcp-json.ts';

const remote = { url: 'https://mcp.acme.dev/mcp' };

const basic = (login: string) => ({
  ...remote,
  headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` },
});

describe('a bearer token of a remote server', () => {
  const expected = {
    provider: 'mcp',
    type: 'mcp-bearer',
    surface: 'claude-code',
    slot: 'header',
    server: 'acme',
    serverUrl: 'https://mcp.acme.dev/mcp',
    key: 'Authorization',
    confidence: 'high',
  };

  it.each([
    ['opaque', mcpBearer()],
    ['a JSON Web Token', jwt({ iss: 'https://auth.acme.dev', sub: 'x', exp: 1 })],
    ['hexadecimal', hexKey()],
    ['a UUID', uuidKey()],
  ])('%s', (_, secret) => {
    const found = findInServer({ ...remote, headers: { Authorization: `Bearer ${secret}` } });
    expect(found.map(facts)).toEqual([{ ...expected, secret }]);
  });

  it.each([
    [{ oauth: { clientId: 'rekey' } }],
    [{ oauth: { client_id: 'rekey' } }],
    [{ clientId: 'rekey' }],
    [{ auth: { CLIENT_ID: 'rekey' } }],
  ])('knows the client id beside it: %j', (beside) => {
    const [found] = findInServer({
      ...remote,
      ...beside,
      headers: { Authorization: `Bearer ${mcpBearer()}` },
    });
    expect(found).toMatchObject({ type: 'mcp-bearer', clientId: 'rekey' });
  });

  it('does not take a reference for a client id or an address', () => {
    const [found] = findInServer({
      url: '${MCP_URL}/mcp',
      oauth: { clientId: '${CLIENT_ID}' },
      headers: { Authorization: `Bearer ${mcpBearer()}` },
    });
    expect(found).toBeDefined();
    expect(found).not.toHaveProperty('clientId');
    expect(found).not.toHaveProperty('serverUrl');
  });

  it('keeps its own provider where the format is known', () => {
    const secret = githubPat();
    const found = findInServer({ ...remote, headers: { Authorization: `Bearer ${secret}` } });
    expect(found.map(facts)).toEqual([
      { ...expected, provider: 'github', type: 'github-pat-classic', confidence: 'exact', secret },
    ]);
  });

  it('is known behind a bridge, in its arguments and its environment', () => {
    const [first, second] = [mcpBearer(), mcpBearer()];
    const found = findInServer({
      command: 'npx',
      args: [
        'mcp-remote',
        'https://mcp.acme.dev/sse?x=1',
        '--header',
        `Authorization: Bearer ${first}`,
        '--header',
        'X-Auth:${AUTH}',
      ],
      env: { AUTH: `Bearer ${second}` },
    });
    expect(found.map(facts)).toEqual([
      { ...expected, secret: first, slot: 'argument', serverUrl: 'https://mcp.acme.dev/sse' },
      { ...expected, secret: second, slot: 'env', key: 'AUTH', serverUrl: 'https://mcp.acme.dev/sse' },
    ]);
  });

  it('of a local server is just a key', () => {
    const found = findInServer({ command: 'acme', headers: { Authorization: `Bearer ${mcpBearer()}` } });
    expect(found).toMatchObject([{ provider: 'unknown', type: 'generic-key' }]);
  });
});

describe('Basic authentication', () => {
  it('gives the password, and the encoded run as its place', () => {
    const secret = password();
    const server = basic(`bob:${secret}`);
    const [found] = findInServer(server);
    const { start = 0, end = 0 } = found?.span ?? {};
    expect(found?.secret.reveal()).toBe(secret);
    expect(Buffer.from(mcpJson(server).slice(start, end), 'base64').toString()).toBe(`bob:${secret}`);
  });

  it('gives the token where a token stands for the user or the password', () => {
    const token = githubPat();
    for (const login of [`${token}:x-oauth-basic`, `bob:${token}`, `${token}:`]) {
      expect(findInServer(basic(login)).map(facts)).toMatchObject([
        { secret: token, type: 'github-pat-classic' },
      ]);
    }
  });

  it('leaves placeholders alone', () => {
    for (const login of ['user:password', 'your-email:your-api-token', 'admin:changeme', 'bob:'])
      expect(findInServer(basic(login))).toEqual([]);
  });
});
