import { describe, expect, it } from '@jest/globals';
import { generators, hexKey, sampler, uuidKey } from '../../support/credentials.ts';
import { facts, findInServer } from './mcp-json.ts';

const random = sampler();
const remote = { url: 'https://mcp.acme.dev/mcp' };

const argument = (key?: string) => ({ slot: 'argument', ...(key === undefined ? {} : { key }) });

const npx = (...args: string[]) => ({ command: 'npx', args: ['-y', 'acme-mcp', ...args] });

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
