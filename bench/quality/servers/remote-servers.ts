import type { Random } from '../random.ts';
import type { Sheet } from '../sheet.ts';
import type { Setting } from '../values/harmless.ts';
import { HARMLESS_URLS } from '../values/harmless.ts';
import { authorization, decoyFor } from '../values/secrets.ts';
import { bearer, ofFormat, opaque, token } from '../values/shapes.ts';
import { plantSmitheryConfig, plantUrl, secretAddress } from '../values/url-secrets.ts';
import { inventedName } from './invented-servers.ts';
import type { Recipe, Weighted } from './recipe.ts';

const REMOTES = [
  ['acme', 'https://mcp.acme.dev/mcp'],
  ['billing', 'https://billing.acme.dev/mcp'],
  ['close', 'https://mcp.close.com/mcp'],
  ['needle', 'https://mcp.needle.app/mcp'],
  ['telnyx', 'https://api.telnyx.com/v2/mcp'],
  ['greptile', 'https://api.greptile.com/mcp'],
  ['web-reader', 'https://api.z.ai/api/mcp/web_reader/mcp'],
  ['render', 'https://mcp.render.com/mcp'],
  ['datalikers', 'https://mcp.datalikers.com/mcp/'],
] as const;

/** The name and address of a remote server, known or invented. */
function remote(random: Random): readonly [name: string, url: string] {
  if (random.chance(0.6)) return random.pick(REMOTES);
  const name = inventedName(random);
  const domain = `${name}.${random.pick(['com', 'io', 'dev', 'ai', 'app'])}`;
  return [
    name,
    random.pick([
      `https://mcp.${domain}/mcp`,
      `https://${domain}/mcp/`,
      `https://api.${domain}/v1/mcp`,
      `https://${domain}/sse`,
      `https://${name}-mcp.fly.dev/mcp`,
    ]),
  ];
}

const KEY_HEADERS = [
  'X-API-Key',
  'x-api-key',
  'X-Auth-Token',
  'api_key',
  'X-Access-Token',
  'Api-Key',
  'X-N8N-API-KEY',
];

const PLAIN_HEADERS: readonly Setting[] = [
  ['Accept', 'application/json, text/event-stream'],
  ['Content-Type', 'application/json'],
  ['User-Agent', 'acme-agent/1.4.2'],
  ['X-MCP-Toolsets', 'repos,issues,pull_requests'],
  ['X-MCP-Readonly', 'true'],
  ['Notion-Version', '2022-06-28'],
  ['X-Tenant', 'acme-staging'],
];

function plainHeaders(sheet: Sheet): Setting[] {
  return sheet.random.some(PLAIN_HEADERS, 0, 2).map(([name, value]) => [name, sheet.decoy(value)]);
}

const authorized: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const [name, url] = remote(random);
  const key = random.chance(0.85) ? 'Authorization' : 'authorization';
  const scheme = random.pick(['Bearer ', 'Bearer ', '']);
  const value = random.chance(0.65)
    ? authorization(sheet, { key, slot: 'header', server: name })
    : scheme + decoyFor(sheet, dialect, 'MCP_TOKEN');
  return { name, url, headers: random.shuffle([[key, value], ...plainHeaders(sheet)]) };
};

const keyed: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const [name, url] = remote(random);
  const key = random.pick(KEY_HEADERS);
  const value = random.chance(0.6)
    ? sheet.plant(opaque(random), { key, slot: 'header', server: name })
    : decoyFor(sheet, dialect, key);
  return { name, url, headers: random.shuffle([[key, value], ...plainHeaders(sheet)]) };
};

const KNOWN_HEADERS: readonly (readonly [string, string, string, string])[] = [
  ['context7', 'https://mcp.context7.com/mcp', 'CONTEXT7_API_KEY', 'context7-api-key'],
  ['stitch', 'https://stitch.googleapis.com/mcp', 'X-Goog-Api-Key', 'google-api-key'],
  ['github', 'https://api.githubcopilot.com/mcp/', 'Authorization', 'github-pat-classic'],
  ['supabase', 'https://mcp.supabase.com/mcp', 'Authorization', 'supabase-pat'],
  ['neon', 'https://mcp.neon.tech/mcp', 'Authorization', 'neon-api-key'],
  ['apify', 'https://mcp.apify.com', 'Authorization', 'apify-api-token'],
  ['tavily', 'https://mcp.tavily.com/mcp/', 'Authorization', 'tavily-api-key'],
];

const knownHeader: Recipe = (sheet) => {
  const { random } = sheet;
  const [name, url, key, type] = random.pick(KNOWN_HEADERS);
  const value = sheet.plant(ofFormat(type)(random), { key, slot: 'header', server: name });
  return {
    name,
    url,
    headers: [[key, key === 'Authorization' ? `Bearer ${value}` : value], ...plainHeaders(sheet)],
  };
};

const addressed: Recipe = (sheet) => {
  const { random } = sheet;
  if (random.chance(0.06)) return { name: 'brave', url: plantSmitheryConfig(sheet, { server: 'brave' }) };
  return { name: 'remote', url: plantUrl(sheet, secretAddress(random), { server: 'remote' }) };
};

const open: Recipe = (sheet) => ({
  name: 'docs',
  url: sheet.decoy(sheet.random.pick(HARMLESS_URLS)(sheet.random)),
});

const withOAuth: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const [name, url] = remote(random);
  const facts = { key: 'clientSecret', slot: 'oauth-client-secret', server: name } as const;
  const clientSecret = random.chance(0.7)
    ? sheet.plant(random.pick([ofFormat('google-oauth-client-secret'), token(43), opaque])(random), facts)
    : decoyFor(sheet, dialect, 'CLIENT_SECRET');
  return { name, url, oauth: { clientId: sheet.decoy(random.text.uuid()), clientSecret } };
};

/** A remote server behind `mcp-remote`, started as a command. */
export const bridged: Recipe = (sheet, dialect) => {
  const { random } = sheet;
  const [name, url] = remote(random);
  const facts = { key: 'Authorization', slot: 'argument', server: name } as const;
  const start = ['-y', random.pick(['mcp-remote', 'mcp-remote@latest', 'mcp-remote@0.1.29'])];
  const style = random.int(0, 4);
  if (style === 0)
    return {
      name,
      command: 'npx',
      args: [...start, url, '--header', `Authorization:${sheet.decoy('${AUTH_HEADER}')}`],
      env: [
        [
          'AUTH_HEADER',
          `Bearer ${sheet.plant(bearer(random), { ...facts, key: 'AUTH_HEADER', slot: 'env' })}`,
        ],
      ],
    };
  if (style === 1) {
    const info = JSON.stringify({
      client_id: random.text.uuid(),
      client_secret: sheet.plant(token(43)(random), {
        ...facts,
        key: 'client_secret',
        slot: 'oauth-client-secret',
      }),
    });
    return {
      name,
      command: 'npx',
      args: [...start, url, random.int(3000, 9999).toString(), '--static-oauth-client-info', info],
    };
  }
  if (style === 2)
    return {
      name: 'remote',
      command: 'npx',
      args: [...start, plantUrl(sheet, secretAddress(random), { server: 'remote' })],
    };
  if (style === 3)
    return {
      name,
      command: 'npx',
      args: [...start, url, '--header', `Authorization: Bearer ${decoyFor(sheet, dialect, 'MCP_TOKEN')}`],
    };
  const gap = random.pick([' ', '', ' ']);
  return {
    name,
    command: 'npx',
    args: [
      ...start,
      url,
      ...(random.chance(0.3) ? ['--transport', 'http-only'] : []),
      '--header',
      `Authorization:${gap}${authorization(sheet, facts)}`,
    ],
  };
};

/** Recipes of remote servers, with how often each is taken. */
export const REMOTE: Weighted = [
  [authorized, 5],
  [keyed, 3],
  [knownHeader, 3],
  [addressed, 7],
  [open, 2],
  [withOAuth, 1],
];
