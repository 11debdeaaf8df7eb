import type { Random } from '../random.ts';
import type { Setting } from '../values/harmless.ts';
import type { Json } from '../writers/json.ts';
import type { Form } from './clients.ts';
import type { Server } from './server.ts';

const record = (settings: readonly Setting[]): Json => Object.fromEntries(settings);

/** The properties that clients have beside the slots; none says anything about secrets. */
const EXTRAS: readonly (readonly [string, Json])[] = [
  ['disabled', false],
  ['autoApprove', ['search', 'read_file']],
  ['alwaysAllow', []],
  ['timeout', 60],
  ['trust', true],
  ['description', 'Search and read'],
];

type Parts = Record<string, Json>;

function commandParts(server: Server, form: Form, random: Random): Parts {
  const { command, args = [], env } = server;
  if (command === undefined) return {};
  if (form === 'opencode')
    return {
      type: 'local',
      command: [command, ...args],
      enabled: true,
      ...(env ? { environment: record(env) } : {}),
    };
  if (form === 'mcporter' && random.chance(0.5))
    return { command: [command, ...args], ...(env ? { env: record(env) } : {}) };
  if (form === 'zed' && random.chance(0.5))
    return { command: { path: command, args, ...(env ? { env: record(env) } : {}) }, settings: {} };
  return {
    ...(form === 'zed' ? { source: 'custom' } : random.chance(0.3) ? { type: 'stdio' } : {}),
    command,
    ...(args.length > 0 ? { args } : {}),
    ...(env ? { env: record(env) } : {}),
  };
}

const URL_KEYS: Readonly<Record<Form, readonly string[]>> = {
  usual: ['url'],
  opencode: ['url'],
  zed: ['url'],
  requestInit: ['url'],
  gemini: ['httpUrl', 'url'],
  windsurf: ['serverUrl'],
  mcporter: ['baseUrl', 'url'],
  cline: ['url'],
};

function addressParts(server: Server, form: Form, random: Random): Parts {
  const { url, headers, oauth } = server;
  if (url === undefined) return {};
  const type =
    form === 'opencode'
      ? { type: 'remote' }
      : form === 'cline'
        ? { type: 'streamableHttp' }
        : random.chance(0.5)
          ? { type: random.pick(['http', 'sse']) }
          : {};
  const carried: Parts =
    headers === undefined
      ? {}
      : form === 'requestInit'
        ? { requestInit: { headers: record(headers) } }
        : { headers: record(headers) };
  return {
    ...type,
    [random.pick(URL_KEYS[form])]: url,
    ...carried,
    ...(oauth ? { oauth: { ...oauth } } : {}),
  };
}

/** A server as the client of this form writes it, with its keys in any order. */
export function serverJson(server: Server, random: Random, form: Form = 'usual'): Json {
  const parts = { ...commandParts(server, form, random), ...addressParts(server, form, random) };
  const extras = form === 'usual' || form === 'cline' ? random.some(EXTRAS, 0, 2) : [];
  const entries = [...Object.entries(parts), ...extras];
  return Object.fromEntries(random.chance(0.4) ? random.shuffle(entries) : entries);
}

/** A map from names to servers. */
export function serverMap(servers: readonly Server[], random: Random, form: Form = 'usual'): Json {
  return Object.fromEntries(servers.map((server) => [server.name, serverJson(server, random, form)]));
}
