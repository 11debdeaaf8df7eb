import { textOf, type ConfigNode } from '../documents/config-node.ts';

/** One server's configuration, and the name of the map that it stands in. */
export interface ServerEntry {
  readonly name?: string;
  /** Empty where the server was known by its own keys. */
  readonly container: string;
  readonly config: ConfigNode;
}

/** Servers, and everything of the document that belongs to none. */
export interface ServerMap {
  readonly servers: readonly ServerEntry[];
  readonly isServer: (node: ConfigNode) => boolean;
}

const ADDRESSES = [
  'url', 'uri', 'endpoint', 'serverUrl', 'httpUrl', 'sseUrl', 'baseUrl', 'base_url', 'server_url', 'endpointUrl', 'sseEndpoint',
]; // prettier-ignore
const PROGRAMS = ['command', 'cmd', 'args', 'package'];
const SETTINGS = [
  'env', 'envs', 'environment', 'args', 'headers', 'http_headers', 'requestInit', 'bearer_token', 'authorization',
  'authorization_token', 'auth', 'oauth', 'transport', 'type', 'tools', 'trust', 'disabled', 'alwaysAllow', 'autoApprove',
  'transport_type', 'requestOptions', 'headersHelper', 'env_http_headers', 'bearer_token_env_var', 'server_label', 'require_approval',
]; // prettier-ignore
/** Only an MCP server has these keys; `type` or `name` alone could be anything. */
const SERVER_KEYS = new Set([
  ...ADDRESSES,
  ...PROGRAMS,
  'env',
  'environment',
  'envs',
  'headers',
  'http_headers',
  'transport',
]);
/** Maps of this name hold servers and nothing else. */
const UNMISTAKABLE = /^(?:.*\.)?(?:mcp[-_]?servers|context_servers|modelContextProtocolServers)$/i;
const NAMES = ['name', 'server_label', 'serverName', 'server_name', 'label', 'title'];

const hasAny = (node: ConfigNode, keys: readonly string[]) =>
  node.entries.some(({ key }) => keys.includes(key));

/** A map that is a server wherever it stands: a program or an address, and how to start or ask it. */
function isServerByItself(node: ConfigNode): boolean {
  if (node.kind !== 'map') return false;
  if (hasAny(node, ['command', 'cmd']) && hasAny(node, ['args', 'env', 'envs', 'environment'])) return true;
  return hasAny(node, ADDRESSES) && hasAny(node, SETTINGS);
}

function nameOf(config: ConfigNode, key: string | undefined): { readonly name?: string } {
  const name = key ?? textOf(config, ...NAMES)?.value;
  return name === undefined || name === '' ? {} : { name };
}

function serversIn(container: string, value: ConfigNode): readonly ServerEntry[] {
  const sure = UNMISTAKABLE.test(container);
  const fits = (config: ConfigNode) =>
    config.kind === 'map' && (sure || config.entries.some(({ key }) => SERVER_KEYS.has(key)));
  const listed = value.items
    .filter(fits)
    .map((config) => ({ container, config, ...nameOf(config, undefined) }));
  const mapped = value.entries
    .filter((entry) => value.kind === 'map' && fits(entry.value))
    .map((entry) => ({ container, config: entry.value, ...nameOf(entry.value, entry.key) }));
  return [...listed, ...mapped];
}

/**
 * Finds every server of a document, wherever it stands: in a map or list of one of the names, or a map that can only
 * be a server (plugins' bare maps, a program's literals, an install link's configuration). Iterative, linear.
 *
 * @param containers names of maps that this client uses
 */
export function findServers(root: ConfigNode, containers: readonly string[]): ServerMap {
  const names = new Set(containers);
  const servers: ServerEntry[] = [];
  const known = new Set<ConfigNode>();
  const open: { readonly key: string | undefined; readonly node: ConfigNode }[] = [
    { key: undefined, node: root },
  ];
  const add = (server: ServerEntry) => {
    servers.push(server);
    known.add(server.config);
  };
  for (let next = open.pop(); next; next = open.pop()) {
    const { key, node } = next;
    if (known.has(node)) continue;
    if (isServerByItself(node)) {
      add({ container: '', config: node, ...nameOf(node, key) });
      continue;
    }
    const inside =
      key !== undefined && (names.has(key) || UNMISTAKABLE.test(key)) ? serversIn(key, node) : [];
    inside.forEach(add);
    for (const item of node.items) open.push({ key: undefined, node: item });
    for (const entry of node.entries) open.push({ key: entry.key, node: entry.value });
  }
  return { servers, isServer: (node) => known.has(node) };
}
