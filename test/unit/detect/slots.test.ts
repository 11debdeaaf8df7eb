import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import {
  generators,
  githubPat,
  hexKey,
  jwt,
  mcpBearer,
  password,
  sampler,
  uuidKey,
} from '../../support/credentials.ts';
import { facts, findInServer, mcpJson, revealed } from './mcp-json.ts';

const random = sampler();
const remote = { url: 'https://mcp.acme.dev/mcp' };

const argument = (key?: string) => ({ slot: 'argument', ...(key === undefined ? {} : { key }) });

const npx = (...args: string[]) => ({ command: 'npx', args: ['-y', 'acme-mcp', ...args] });

const basic = (login: string) => ({
  ...remote,
  headers: { Authorization: `Basic ${Buffer.from(login).toString('base64')}` },
});

const find = (path: string, document: unknown) =>
  detect({ path, content: JSON.stringify(document) }).map(facts);

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

describe('every slot of a server', () => {
  const secret = hexKey();
  const header = { slot: 'header', key: 'X-Api-Key' };

  it.each([
    ['env', { command: 'x', env: { ACME_API_KEY: secret } }, { slot: 'env', key: 'ACME_API_KEY' }],
    [
      'environment',
      { command: ['x'], environment: { ACME_TOKEN: secret } },
      { slot: 'env', key: 'ACME_TOKEN' },
    ],
    ['envs', { cmd: 'x', envs: { ACME_SECRET: secret } }, { slot: 'env', key: 'ACME_SECRET' }],
    ['env as a list', { command: 'x', env: [`ACME_TOKEN=${secret}`] }, { slot: 'env', key: 'ACME_TOKEN' }],
    [
      'env with a default',
      { command: 'x', env: { ACME_TOKEN: { value: secret } } },
      { slot: 'env', key: 'ACME_TOKEN' },
    ],
    ['headers', { ...remote, headers: { 'X-Api-Key': secret } }, header],
    ['http_headers', { ...remote, http_headers: { 'X-Api-Key': secret } }, header],
    ['requestInit', { ...remote, requestInit: { headers: { 'X-Api-Key': secret } } }, header],
    ['headers as a list', { ...remote, headers: [{ name: 'X-Api-Key', value: secret }] }, header],
    [
      'token scheme',
      { ...remote, headers: { Authorization: `token ${secret}` } },
      { slot: 'header', key: 'Authorization' },
    ],
    [
      'no scheme',
      { ...remote, headers: { Authorization: secret } },
      { slot: 'header', key: 'Authorization' },
    ],
    ['flag and value', npx('--access-token', secret), argument('--access-token')],
    ['flag=value', npx(`--api-key=${secret}`), argument('--api-key')],
    ['-e NAME=value', npx('-e', `ACME_TOKEN=${secret}`), argument('ACME_TOKEN')],
    ['-eNAME=value', npx(`-eACME_TOKEN=${secret}`), argument('ACME_TOKEN')],
    ['--env=NAME=value', npx(`--env=ACME_TOKEN=${secret}`), argument('ACME_TOKEN')],
    ['--header', npx('--header', `X-Api-Key: ${secret}`), argument('X-Api-Key')],
    ['--header without space', npx('--header', `X-Api-Key:${secret}`), argument('X-Api-Key')],
    ['-H', npx('-H', `X-Api-Key: ${secret}`), argument('X-Api-Key')],
    ['NAME=value', npx(`API_KEY="${secret}"`), argument('API_KEY')],
    [
      'a shell line',
      { command: 'sh', args: ['-c', `ACME_TOKEN=${secret} exec acme --port 3000`] },
      argument('ACME_TOKEN'),
    ],
    ['a command line', { command: `npx acme --token '${secret}' --port 3000` }, argument('--token')],
    ['a document in an argument', npx('--config', JSON.stringify({ apiKey: secret })), argument('apiKey')],
    [
      'a document in a variable',
      { command: 'x', env: { HEADERS: JSON.stringify({ 'X-Api-Key': secret }) } },
      { slot: 'env', key: 'X-Api-Key' },
    ],
    [
      'query',
      { url: `https://mcp.acme.dev/mcp?api_key=${secret}&team=7` },
      { slot: 'url-query', key: 'api_key' },
    ],
    [
      'serverUrl',
      { serverUrl: `https://mcp.acme.dev/mcp?token=${secret}` },
      { slot: 'url-query', key: 'token' },
    ],
    [
      'httpUrl',
      { httpUrl: `https://mcp.acme.dev/mcp?apiKey=${secret}` },
      { slot: 'url-query', key: 'apiKey' },
    ],
    [
      'a URL in an argument',
      npx(`https://mcp.acme.dev/mcp?key=${secret}`),
      { slot: 'url-query', key: 'key' },
    ],
    [
      'userinfo',
      { url: `https://bob:${secret}@mcp.acme.dev/mcp` },
      { slot: 'url-userinfo', type: 'password' },
    ],
    [
      'bearer_token',
      { ...remote, bearer_token: secret },
      { slot: 'header', key: 'bearer_token', type: 'mcp-bearer', provider: 'mcp' },
    ],
    ['apiKey', { ...remote, apiKey: secret }, { slot: 'header', key: 'apiKey' }],
    [
      'access token',
      { ...remote, accessToken: secret },
      { slot: 'oauth-token', key: 'accessToken', type: 'mcp-access-token', provider: 'mcp' },
    ],
    [
      'client secret',
      { ...remote, oauth: { clientSecret: secret } },
      { slot: 'oauth-client-secret', key: 'clientSecret', type: 'mcp-client-secret', provider: 'mcp' },
    ],
    ['settings', { command: { path: 'x' }, settings: { api_key: secret } }, { slot: 'env', key: 'api_key' }],
    ['old Zed', { command: { path: 'x', args: ['--token', secret] } }, argument('--token')],
  ])('%s', (_, server, expected) => {
    const found = findInServer(server);
    expect(found).toHaveLength(1);
    expect(found.map(facts)).toEqual([
      expect.objectContaining({
        secret,
        provider: 'unknown',
        type: 'generic-key',
        confidence: 'high',
        server: 'acme',
        ...expected,
      }),
    ]);
  });

  it('finds a format alone among the arguments', () => {
    const token = generators['neon-api-key']?.() ?? '';
    expect(findInServer(npx('start', token)).map(facts)).toMatchObject([
      { secret: token, type: 'neon-api-key', slot: 'argument' },
    ]);
  });

  it('names the issuer by the key', () => {
    const server = {
      command: 'x',
      env: { EXA_API_KEY: uuidKey(), JIRA_API_TOKEN: hexKey(), FIGMA_API_KEY: hexKey() },
    };
    expect(findInServer(server).map(({ provider }) => provider)).toEqual(['exa', 'atlassian', 'figma']);
  });

  it('finds the secret half of an AWS key, not its id', () => {
    const key = `${random.alnum(19)}/${random.alnum(18)}+7`;
    const env = { AWS_ACCESS_KEY_ID: `AKIA${random.upperAlnum(16)}`, AWS_SECRET_ACCESS_KEY: key };
    expect(findInServer({ command: 'x', env }).map(facts)).toMatchObject([
      { secret: key, provider: 'aws', type: 'aws-secret-access-key' },
    ]);
  });

  it('finds a private key', () => {
    const label = ['PRIVATE', 'KEY'].join(' ');
    const key = `-----BEGIN ${label}-----\n${random.alnum(64)}\n${random.alnum(64)}\n-----END ${label}-----`;
    expect(findInServer({ command: 'x', env: { ACME_PEM: `${key}\n` } }).map(facts)).toMatchObject([
      { secret: key, type: 'private-key', confidence: 'exact' },
    ]);
  });
});

describe('URLs', () => {
  const slug = `brave-red-fox-${random.alnum(6)}`;
  const long = random.alnum(60);
  const uuid = uuidKey();

  it.each([
    ['zapier', `https://mcp.zapier.com/api/mcp/s/${long}/mcp`, long],
    ['make', `https://eu1.make.com/mcp/api/v1/u/${long}/sse`, long],
    ['composio', `https://mcp.composio.dev/gmail/${slug}?agent=cursor`, slug],
    ['pipedream', `https://mcp.pipedream.net/${uuid}/slack`, uuid],
    ['n8n', `https://n8n.acme.dev/mcp/${uuid}/sse`, uuid],
    ['alchemy', `https://eth-mainnet.g.alchemy.com/v2/${random.base64url(30)}Q1`, undefined],
    ['slack', `https://hooks.slack.com/services/T0ABCDEF1/B0ABCDEF1/${random.alnum(24)}`, undefined],
  ])('%s has its secret in the path', (provider, url, secret) => {
    const found = findInServer({ url });
    expect(found).toMatchObject([{ provider, type: 'mcp-url', slot: 'url-path', confidence: 'high' }]);
    expect(secret === undefined || revealed(found)[0] === secret).toBe(true);
    expect(found[0]?.serverUrl).not.toContain(found[0]?.secret.reveal());
  });

  it.each([
    ['smithery', `https://server.smithery.ai/acme/mcp?api_key=${uuid}&profile=tame-fox-abc`, uuid],
    ['exa', `https://mcp.exa.ai/mcp?exaApiKey=${uuid}`, uuid],
    ['klavis', `https://strata.klavis.ai/mcp/?strata_id=${uuid}`, uuid],
    ['brightdata', `https://mcp.brightdata.com/mcp?token=${long}&groups=social`, long],
  ])('%s has its secret in the query', (provider, url, secret) => {
    expect(findInServer({ url }).map(facts)).toMatchObject([{ secret, provider, slot: 'url-query' }]);
  });

  it('finds a known format in a path and keeps it out of the address', () => {
    const token = generators['firecrawl-api-key']?.() ?? '';
    const found = findInServer({ url: `https://mcp.firecrawl.dev/${token}/v2/mcp` });
    expect(found.map(facts)).toMatchObject([
      { secret: token, provider: 'firecrawl', slot: 'url-path', serverUrl: 'https://mcp.firecrawl.dev/' },
    ]);
  });

  it("finds keys in Smithery's encoded configuration", () => {
    const key = generators['brave-api-key']?.() ?? '';
    const encoded = Buffer.from(JSON.stringify({ debug: false, braveApiKey: key })).toString('base64');
    const [found] = findInServer({ url: `https://server.smithery.ai/x/mcp?config=${encoded}` });
    expect(found?.secret.reveal()).toBe(key);
    expect((found?.span.end ?? 0) - (found?.span.start ?? 0)).toBe(encoded.length);
  });

  const pass = password();
  it.each([
    [`postgresql://app:${pass}@db.acme.com:5432/main`, pass],
    [`postgresql+asyncpg://app:${encodeURIComponent(`p@${pass}`)}@db.acme.com/main`, `p@${pass}`],
    [`mysql://app:a@b/${pass}@db.acme.com/main`, `a@b/${pass}`],
    [`mongodb+srv://app:${pass}@c0.abcde.mongodb.net/?appName=x@y`, pass],
    [`rediss://:${pass}@eu1-fox.upstash.io:6379`, pass],
    [`app:${pass}@tcp(db.acme.com:3306)/main`, pass],
    [`Server=tcp:acme.database.windows.net,1433;User ID=app;Password=${pass};Encrypt=true`, pass],
    [`jdbc:sqlserver://db.acme.com:1433;databaseName=x;user=app;password=${pass}`, pass],
    ['postgresql://app:Sup3rDb!42@db.acme.com/main', 'Sup3rDb!42'],
  ])('finds the password of a connection string: %#', (url, secret) => {
    for (const server of [
      { command: 'x', env: { DATABASE_URL: url } },
      { command: 'x', args: ['-y', 'pg-mcp', url] },
    ]) {
      expect(findInServer(server).map(facts)).toMatchObject([
        { secret, type: 'password', slot: 'url-userinfo' },
      ]);
    }
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

describe('documents', () => {
  const secret = mcpBearer();
  const server = { url: 'https://mcp.acme.dev', headers: { Authorization: `Bearer ${secret}` } };
  const expected = (surface: string) => [expect.objectContaining({ secret, surface, server: 'acme' })];

  it.each([
    ['claude-code', '.mcp.json', { acme: server }],
    ['visual-studio', '.mcp.json', { servers: { acme: server } }],
    ['claude-code', '.claude.json', { projects: { '/home/x': { mcpServers: { acme: server } } } }],
    ['vscode', '.vscode/mcp.json', { servers: { acme: server } }],
    ['vscode', '.vscode/settings.json', { mcp: { servers: { acme: server } } }],
    ['vscode', '.vscode/settings.json', { 'mcp.servers': { acme: server } }],
    ['vscode', 'acme.code-workspace', { settings: { mcp: { servers: { acme: server } } } }],
    ['zed', '.zed/settings.json', { context_servers: { acme: server } }],
    ['opencode', 'opencode.json', { mcp: { acme: server } }],
    ['continue', '.continue/config.json', { mcpServers: [{ name: 'acme', ...server }] }],
    ['amp', '.amp/settings.json', { 'amp.mcpServers': { acme: server } }],
    ['generic', 'conf/agent.json', { agent: { mcpServers: { acme: server } } }],
  ])('%s: %s', (surface, path, document) => {
    expect(find(path, document)).toEqual(expected(surface));
  });

  it("finds a secret in the default of VS Code's inputs and in Claude Code's own environment", () => {
    const input = { id: 'acme-key', type: 'promptString', password: true, default: secret };
    expect(find('.vscode/mcp.json', { inputs: [input], servers: {} })).toMatchObject([
      { secret, key: 'acme-key', slot: 'env' },
    ]);
    expect(find('.claude/settings.local.json', { env: { ACME_TOKEN: secret } })).toMatchObject([
      { secret, key: 'ACME_TOKEN' },
    ]);
  });

  it('finds only known formats elsewhere', () => {
    const token = githubPat();
    const content = `ACME_TOKEN=${secret}\nGITHUB_TOKEN=${token}\n`;
    expect(detect({ path: '.env', content }).map(facts)).toEqual([
      {
        secret: token,
        provider: 'github',
        type: 'github-pat-classic',
        surface: 'text',
        slot: 'text',
        confidence: 'exact',
      },
    ]);
  });

  it('counts a token in a comment of a configuration as part of the surface', () => {
    const token = githubPat();
    const content = `{\n  // old: ${token}\n  "mcpServers": {}\n}`;
    expect(detect({ path: '.cursor/mcp.json', content }).map(facts)).toMatchObject([
      { secret: token, surface: 'cursor', slot: 'text' },
    ]);
  });

  it('gives the same value wherever it is written', () => {
    const token = githubPat();
    const content = mcpJson({
      url: `https://x:${token}@mcp.acme.dev/?token=${token}`,
      headers: { Authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
      env: { A: token, B: `\${env:${token}}` },
    });
    expect(new Set(revealed(detect({ path: '.mcp.json', content })))).toEqual(new Set([token]));
    expect(detect({ path: '.mcp.json', content })).toHaveLength(5);
  });
});
