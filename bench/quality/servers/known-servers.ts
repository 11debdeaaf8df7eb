import { readFileSync } from 'node:fs';
import type { Random } from '../random.ts';
import { inventedServer } from './invented-servers.ts';

/** A published MCP server: how it is started and which secrets its environment takes. */
export interface KnownServer {
  readonly name: string;
  /** A command line; `docker IMAGE` for a container. */
  readonly run: string;
  /** Variable to the name of its value's shape. */
  readonly env: Readonly<Record<string, string>>;
}

const SERVERS = JSON.parse(
  readFileSync(new URL('../data/servers.json', import.meta.url), 'utf8'),
) as readonly KnownServer[];

const inContainer = ({ run }: KnownServer): boolean => run.startsWith('docker ');

const STARTED = SERVERS.filter((server) => !inContainer(server));
const CONTAINERS = SERVERS.filter(inContainer);

const KEYED = STARTED.filter(({ env }) => !Object.values(env).includes('dsn'));

/** A server of the list, or one that no list holds. */
const oneOf =
  (servers: readonly KnownServer[]) =>
  (random: Random): KnownServer =>
    random.chance(0.3) ? inventedServer(random) : random.pick(servers);

export const knownServer = oneOf(SERVERS);
export const startedServer = oneOf(STARTED);

/** A server that takes keys, tokens or passwords, and no connection string. */
export const keyServer = oneOf(KEYED);

/** A server in a container: the name of its image, and its secrets. */
export function containerServer(random: Random): KnownServer & { readonly image: string } {
  const server = random.pick(CONTAINERS);
  return { ...server, image: server.run.slice('docker '.length) };
}

/** One variable of a server with its shape. */
export function variableOf(
  random: Random,
  server: KnownServer,
): { readonly key: string; readonly shape: string } {
  const [key, shape] = random.pick(Object.entries(server.env));
  return { key, shape };
}
