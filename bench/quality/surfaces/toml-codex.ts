import type { Page, QualitySurface } from '../quality-file.ts';
import { makeServers } from '../servers/make-servers.ts';
import type { Server } from '../servers/server.ts';
import type { Sheet } from '../sheet.ts';
import { bearer } from '../values/shapes.ts';
import type { Json } from '../writers/json.ts';
import { writeToml } from '../writers/toml.ts';

/** Names of variables stand where other clients hold values. */
const NAMES: readonly (readonly [string, Json])[] = [
  ['bearer_token_env_var', 'SUPABASE_ACCESS_TOKEN'],
  ['env_vars', ['LINEAR_API_KEY', 'GITHUB_TOKEN']],
  ['env_http_headers', { 'X-Api-Key': 'ACME_API_KEY' }],
];

function table(sheet: Sheet, server: Server): { readonly [key: string]: Json } {
  const { random } = sheet;
  const { command, args, env, url, headers, name } = server;
  const entries: (readonly [string, Json])[] = [];
  if (command !== undefined) entries.push(['command', command]);
  if (args) entries.push(['args', args]);
  if (env) entries.push(['env', Object.fromEntries(env)]);
  if (url !== undefined) entries.push(['url', url]);
  if (headers) entries.push([random.chance(0.85) ? 'http_headers' : 'headers', Object.fromEntries(headers)]);
  if (url !== undefined && random.chance(0.25)) {
    const [key, value] = random.pick(NAMES);
    entries.push([key, value]);
    sheet.decoy(key);
  }
  if (url !== undefined && !headers && random.chance(0.3)) {
    const key = random.pick(['bearer_token', 'experimental_bearer_token']);
    entries.push([key, sheet.plant(bearer(random), { key, server: name, slot: 'header' })]);
  }
  if (random.chance(0.2)) entries.push(['startup_timeout_sec', 20]);
  return Object.fromEntries(random.chance(0.3) ? random.shuffle(entries) : entries);
}

function codex(sheet: Sheet): Page {
  const { random } = sheet;
  const tables = makeServers(sheet, { dialect: 'none' }, 5).map((server) => {
    const comment = random.chance(0.2) ? '# added by hand\n' : '';
    return comment + writeToml(['mcp_servers', server.name], table(sheet, server), random);
  });
  const head = random.pick([
    'model = "gpt-5-codex"\nmodel_reasoning_effort = "high"\n',
    'approval_policy = "on-request"\n',
    '',
  ]);
  const path = random.pick([
    '.codex/config.toml',
    '.codex/config.toml',
    'home/dev/.codex/config.toml',
    '.codex/work.config.toml',
    'codex-config.toml',
  ]);
  return { path, text: `${head}\n${tables.join('\n\n')}\n` };
}

export const TOML_CODEX: readonly QualitySurface[] = [{ name: 'toml: codex', write: codex }];
