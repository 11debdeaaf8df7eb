import { itemsOf, propertiesOf, stringOf, valueOf, type JsonNode } from './json-node.ts';

/** One server's configuration, and the name of the map that it stands in. */
export interface ServerEntry {
  readonly name?: string;
  readonly container: string;
  readonly config: JsonNode;
}

/** What is found in a configuration file. */
interface ServerMap {
  readonly servers: readonly ServerEntry[];
  /** VS Code's `inputs`: values that the client asks for once, with a default. */
  readonly inputs: readonly JsonNode[];
}

/** Only an MCP server has these keys; `type` or `name` alone could be anything. */
const SERVER_KEYS = new Set([
  'args',
  'baseUrl',
  'base_url',
  'command',
  'endpoint',
  'env',
  'environment',
  'headers',
  'httpUrl',
  'http_headers',
  'serverUrl',
  'server_url',
  'sseUrl',
  'transport',
  'uri',
  'url',
]);
/** Maps of this name hold servers and nothing else. */
const UNMISTAKABLE = /^(?:.*\.)?(?:mcp[-_]?servers|context_servers|modelContextProtocolServers)$/i;

function isServer({ node, text }: JsonNode): boolean {
  return propertiesOf({ node, text }).some(({ key }) => SERVER_KEYS.has(key));
}

function serversIn(container: string, value: JsonNode): readonly ServerEntry[] {
  const sure = UNMISTAKABLE.test(container);
  const fits = (config: JsonNode) => config.node.type === 'object' && (sure || isServer(config));
  const listed = itemsOf(value)
    .filter(fits)
    .map((config) => {
      const name = stringOf(valueOf(config, 'name') ?? config)?.value;
      return { container, config, ...(name === undefined ? {} : { name }) };
    });
  const mapped = propertiesOf(value)
    .filter((property) => fits(property.value))
    .map((property) => ({ container, name: property.key, config: property.value }));
  return [...listed, ...mapped];
}

function isInput(item: JsonNode): boolean {
  return valueOf(item, 'id') !== undefined && valueOf(item, 'type') !== undefined;
}

/**
 * Finds every server of a configuration, wherever its map stands: at the root, under `projects.<path>`, under
 * `settings` of a workspace, inside `mcp`. A root that is itself a map of servers (plugins write it so) counts when
 * nothing else is found. Iterative, linear.
 *
 * @param containers names of maps that this client uses
 */
export function findServers(root: JsonNode, containers: readonly string[]): ServerMap {
  const names = new Set(containers);
  const servers: ServerEntry[] = [];
  const inputs: JsonNode[] = [];
  const open: JsonNode[] = [root];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const item of itemsOf(next)) open.push(item);
    for (const { key, value } of propertiesOf(next)) {
      const inside = names.has(key) || UNMISTAKABLE.test(key) ? serversIn(key, value) : [];
      for (const server of inside) servers.push(server);
      for (const item of key === 'inputs' ? itemsOf(value) : []) if (isInput(item)) inputs.push(item);
      if (inside.length === 0) open.push(value);
    }
  }
  return { servers: servers.length > 0 ? servers : serversIn('', root), inputs };
}
