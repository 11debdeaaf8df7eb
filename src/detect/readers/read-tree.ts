import { mapNode, type ConfigNode } from '../documents/config-node.ts';
import { findServers } from '../servers/find-servers.ts';
import { readServer } from '../servers/read-server.ts';
import type { Candidate, Place } from './candidate.ts';
import { readLeaves } from './read-leaves.ts';

/** Names of server maps, for texts of which it is not known which client reads them. */
const ANY_CONTAINER = [
  'mcpServers',
  'mcp_servers',
  'mcp-servers',
  'context_servers',
  'mcp.servers',
  'amp.mcpServers',
];

/**
 * Every value of a document at a place where credentials stand: those of MCP servers first, then whatever else has
 * the name of a secret.
 *
 * @param serverName what a document that is one server's configuration is called elsewhere
 */
export function readTree(root: ConfigNode, place: Place, serverName?: string): readonly Candidate[] {
  const named = serverName === undefined ? root : mapNode([{ key: serverName, value: root }]);
  const containers = place.surface?.containers ?? ANY_CONTAINER;
  const { servers, isServer } = findServers(named, containers);
  return [
    ...servers.flatMap((server) => {
      const surface = place.surface?.sharedWith?.[server.container];
      const found = readServer(server, place);
      return surface === undefined ? found : found.map((candidate) => ({ ...candidate, surface }));
    }),
    ...readLeaves(named, place, { skip: isServer }),
  ];
}
