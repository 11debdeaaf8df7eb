import { textOf, valueOf, type ConfigNode } from '../documents/config-node.ts';
import { clientIdIn } from '../servers/client-id.ts';
import { publicUrl } from '../values/read-url.ts';
import type { Identity, ServerFacts } from './candidate.ts';

/** Where a token cache keeps the server that its tokens are for: Claude Code, Codex, Gemini CLI, opencode and others. */
const SERVER_URLS = ['serverUrl', 'server_url', 'mcpServerUrl', 'mcp_server_url'];
/** Maps beside the tokens that hold the client as it was registered. */
const CLIENTS = [
  'clientInfo',
  'client_info',
  'clientInformation',
  'client_information',
  'client',
  'registration',
];
const MANAGED_AT = ['registration_client_uri', 'registrationClientUri'];

/**
 * What a map of a token cache says of the OAuth tokens in it and below it, with what the maps above it said.
 * `above` itself where it says nothing.
 */
export function oauthFacts(map: ConfigNode, above: ServerFacts): ServerFacts {
  if (map.kind !== 'map') return above;
  const address = textOf(map, ...SERVER_URLS);
  const url = address && publicUrl(address);
  const clientId = clientIdIn([map, ...CLIENTS.flatMap((key) => valueOf(map, key) ?? [])]);
  if (url === undefined && clientId === undefined) return above;
  return {
    ...above,
    ...(url === undefined ? {} : { url }),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

/** What a registration token is, with the address at which it manages its client as its public half (RFC 7592). */
export function registrationOf(map: ConfigNode): Identity | undefined {
  const address = textOf(map, ...MANAGED_AT);
  const keyId = address && publicUrl(address);
  return keyId === undefined ? undefined : { provider: 'mcp', type: 'mcp-registration-token', keyId };
}
