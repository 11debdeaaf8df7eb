import type { Random } from '../random.ts';
import type { KnownServer } from './known-servers.ts';

const BEGIN = [
  'zor',
  'kel',
  'mira',
  'tavo',
  'brim',
  'quil',
  'nexa',
  'pliv',
  'dora',
  'hex',
  'lumo',
  'sarn',
  'vint',
  'orb',
];
const MIDDLE = ['', 'ba', 'ri', 'to', 'len', 'mo', 'sky'];
const END = ['desk', 'flow', 'base', 'ly', 'hub', 'mail', 'ops', 'stack', 'lytics', 'pay', 'wise', 'grid'];

/** The name of a service that no list of providers holds. */
export const inventedName = (random: Random): string =>
  random.pick(BEGIN) + random.pick(MIDDLE) + random.pick(END);

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

/** How people name the variable of a secret, and the shapes that its value may have. */
const VARIABLES: readonly (readonly [(service: string) => string, readonly string[]])[] = [
  [(service) => `${service.toUpperCase()}_API_KEY`, ['opaque']],
  [(service) => `${service.toUpperCase()}_API_TOKEN`, ['opaque', 'bearer']],
  [(service) => `${service.toUpperCase()}_TOKEN`, ['opaque', 'bearer']],
  [(service) => `${service.toUpperCase()}_ACCESS_TOKEN`, ['opaque', 'bearer']],
  [(service) => `${service.toUpperCase()}_AUTH_TOKEN`, ['opaque', 'bearer']],
  [(service) => `${service.toUpperCase()}_BEARER_TOKEN`, ['bearer']],
  [(service) => `${service.toUpperCase()}_SECRET`, ['opaque']],
  [(service) => `${service.toUpperCase()}_SECRET_KEY`, ['opaque']],
  [(service) => `${service.toUpperCase()}_API_SECRET`, ['opaque']],
  [(service) => `${service.toUpperCase()}_CLIENT_SECRET`, ['opaque', 'token43']],
  [(service) => `${service.toUpperCase()}_REFRESH_TOKEN`, ['token43']],
  [(service) => `${service.toUpperCase()}_PAT`, ['opaque']],
  [(service) => `${service.toUpperCase()}_PASSWORD`, ['password']],
  [(service) => `${service.toUpperCase()}_PASS`, ['password']],
  [(service) => `MCP_${service.toUpperCase()}_KEY`, ['hex64', 'token43']],
  [(service) => `${service}_api_key`, ['opaque']],
  [(service) => `${service}ApiKey`, ['opaque']],
  [(service) => `${service}Token`, ['opaque', 'bearer']],
  [(service) => `${capital(service)}__ApiKey`, ['opaque']],
  [() => 'API_KEY', ['opaque']],
  [() => 'ACCESS_TOKEN', ['opaque', 'bearer']],
  [() => 'AUTH_TOKEN', ['bearer']],
];

/** A server that nobody published, with one or two secrets. */
export function inventedServer(random: Random): KnownServer {
  const name = inventedName(random);
  const run = random.pick([
    `npx -y @${name}/mcp-server`,
    `npx -y mcp-${name}@latest`,
    `uvx ${name}-mcp`,
    `uv run ${name}_mcp`,
    `node dist/${name}.js`,
    `python -m ${name}.server`,
    `bunx ${name}-mcp-server`,
    `/opt/${name}/bin/mcp`,
  ]);
  const env = random
    .some(VARIABLES, 1, 2)
    .map(([variable, shapes]) => [variable(name), random.pick(shapes)] as const);
  return { name, run, env: Object.fromEntries(env) };
}
