import { plantConnectionString } from '../values/connection-strings.ts';
import type { Setting } from '../values/harmless.ts';
import { authorization, unlucky } from '../values/secrets.ts';
import { ofFormat, opaque, token, uuid, wildPassword } from '../values/shapes.ts';
import { plantUrl, VARIABLES } from '../values/url-secrets.ts';
import { knownServer } from './known-servers.ts';
import { harmlessSettings, unique, type Recipe, type Weighted } from './recipe.ts';

const assignmentArgument: Recipe = (sheet) => {
  const { random } = sheet;
  const value = sheet.plant(random.text.hex(64), { key: 'API_KEY', slot: 'argument', server: 'magic' });
  return {
    name: 'magic',
    command: 'npx',
    args: ['-y', '@21st-dev/magic@latest', random.chance(0.5) ? `API_KEY="${value}"` : `API_KEY=${value}`],
  };
};

const database: Recipe = (sheet) => {
  const { random } = sheet;
  const dsn = random.chance(0.7)
    ? plantConnectionString(sheet, { server: 'postgres' })
    : sheet.decoy(
        random.pick([
          'postgresql://postgres:postgres@localhost:5432/app',
          'redis://redis:6379',
          'postgresql://user:password@localhost:5432/dbname',
        ]),
      );
  const before = random.pick([
    ['-y', '@modelcontextprotocol/server-postgres'],
    ['-y', '@bytebase/dbhub', '--dsn'],
    ['-y', 'mongodb-lens@latest'],
  ]);
  return { name: 'postgres', command: 'npx', args: [...before, dsn] };
};

const positional: Recipe = (sheet) => {
  const value = sheet.plant(ofFormat('neon-api-key')(sheet.random), { slot: 'argument', server: 'neon' });
  return { name: 'neon', command: 'npx', args: ['-y', '@neondatabase/mcp-server-neon', 'start', value] };
};

const smithery: Recipe = (sheet) => {
  const { random } = sheet;
  const key = sheet.plant(uuid(random), { key: 'key', slot: 'argument', server: 'exa' });
  const config = random.chance(0.5)
    ? [
        '--config',
        JSON.stringify({
          exaApiKey: sheet.plant(uuid(random), { key: 'exaApiKey', slot: 'argument', server: 'exa' }),
        }),
      ]
    : [];
  return {
    name: 'exa',
    command: 'npx',
    args: [
      '-y',
      '@smithery/cli@latest',
      'run',
      'exa',
      ...random.shuffle([['--key', key], config, ['--profile', 'quiet-maple-Xk29Ab']]).flat(),
    ],
  };
};

const jsonVariable: Recipe = (sheet) => {
  const secret = sheet.plant(ofFormat('notion-integration-token')(sheet.random), {
    key: 'OPENAPI_MCP_HEADERS',
    slot: 'env',
    server: 'notionApi',
  });
  const headers = JSON.stringify({ Authorization: `Bearer ${secret}`, 'Notion-Version': '2022-06-28' });
  return {
    name: 'notionApi',
    command: 'npx',
    args: ['-y', '@notionhq/notion-mcp-server'],
    env: [['OPENAPI_MCP_HEADERS', headers]],
  };
};

const facts = (key: string) => ({ key, slot: 'env', server: 'trap' }) as const;

const LABEL = ['PRIVATE', 'KEY'].join(' ');

/** The key file of a service account as one variable: a private key in JSON in JSON. */
const serviceAccount: Recipe = (sheet) => {
  const { random } = sheet;
  const body = Array.from({ length: random.int(6, 12) }, () => random.text.alnum(64)).join('\n');
  const pem = `-----BEGIN ${LABEL}-----\n${body}\n-----END ${LABEL}-----`;
  const key = 'GOOGLE_SERVICE_ACCOUNT_JSON';
  const json = JSON.stringify({
    type: 'service_account',
    project_id: 'acme-prod',
    private_key_id: sheet.decoy(random.text.hex(40)),
    private_key: `${sheet.plant(pem, { key, slot: 'env', server: 'gsuite' })}\n`,
    client_email: 'mcp@acme-prod.iam.gserviceaccount.com',
    client_id: random.text.digits(21),
    token_uri: 'https://oauth2.googleapis.com/token',
  });
  return { name: 'gsuite', command: 'uvx', args: ['mcp-gsuite'], env: [[key, json]] };
};

/** Traps: a real default, a secret pasted as the name of a variable, words of placeholders, several in one value. */
const trap: Recipe = (sheet) => {
  const { random } = sheet;
  const known = knownServer(random);
  const env = random.pick<() => Setting>([
    () => [
      'GITHUB_PERSONAL_ACCESS_TOKEN',
      `\${GITHUB_TOKEN:-${sheet.plant(ofFormat('github-pat-classic')(random), facts('GITHUB_PERSONAL_ACCESS_TOKEN'))}}`,
    ],
    () => ['ACME_API_KEY', `\${ACME_API_KEY:-${sheet.plant(opaque(random), facts('ACME_API_KEY'))}}`],
    () => [
      'GITHUB_TOKEN',
      `\${${sheet.plant(ofFormat('github-pat-classic')(random), facts('GITHUB_TOKEN'))}}`,
    ],
    () => [
      'SUPABASE_ACCESS_TOKEN',
      `\${env:${sheet.plant(ofFormat('supabase-pat')(random), facts('SUPABASE_ACCESS_TOKEN'))}}`,
    ],
    () => ['VERCEL_TOKEN', sheet.plant(unlucky(random), facts('VERCEL_TOKEN'))],
    () => [
      'GITHUB_TOKENS',
      [1, 2].map(() => sheet.plant(ofFormat('github-pat-classic')(random), facts('GITHUB_TOKENS'))).join(','),
    ],
    () => ['DB_PASSWORD', sheet.plant(wildPassword(random), facts('DB_PASSWORD'))],
    () => ['AUTH_HEADER', authorization(sheet, facts('AUTH_HEADER'))],
    () => ['ACME_SESSION_TOKEN', sheet.plant(token(43)(random), facts('ACME_SESSION_TOKEN'))],
  ])();
  return { name: known.name, command: 'npx', args: ['-y', 'acme-mcp@1.4.2'], env: [env] };
};

const rpcUrl: Recipe = (sheet) => {
  const secret = sheet.random.pick(VARIABLES);
  const key = secret.variable ?? 'RPC_URL';
  return {
    name: 'chain',
    command: 'npx',
    args: ['-y', 'evm-mcp-server'],
    env: unique([...harmlessSettings(sheet, 0, 2), [key, plantUrl(sheet, secret, { server: 'chain' })]]),
  };
};

/** Recipes of servers whose credentials stand in unusual slots, and traps. */
export const SPECIAL: Weighted = [
  [database, 2],
  [assignmentArgument, 1],
  [positional, 1],
  [smithery, 1],
  [jsonVariable, 1],
  [serviceAccount, 1],
  [trap, 3],
  [rpcUrl, 2],
];
