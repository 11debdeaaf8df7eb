import { textOf, textsOf, valueOf, type ConfigNode } from '../documents/config-node.ts';
import type { Candidate, Place, ServerFacts } from '../readers/candidate.ts';
import { readLeaves } from '../readers/read-leaves.ts';
import { commandWords } from '../readers/shell-words.ts';
import type { Written } from '../text/written.ts';
import { publicUrl } from '../values/read-url.ts';
import { clientIdIn } from './client-id.ts';
import type { ServerEntry } from './find-servers.ts';

const URL_KEYS = [
  'url',
  'serverUrl',
  'httpUrl',
  'uri',
  'endpoint',
  'baseUrl',
  'base_url',
  'server_url',
  'sseUrl',
  'endpointUrl',
];
const AUTH_KEYS = ['oauth', 'auth', 'authProvider', 'authentication'];
/** Programs that stand between a local client and the remote server whose address they get as an argument. */
const BRIDGES = /mcp-remote|supergateway|mcp-proxy|mcp-bridge/;

const clientIdOf = (config: ConfigNode) =>
  clientIdIn([config, ...AUTH_KEYS.flatMap((key) => valueOf(config, key) ?? [])]);

/** Words of a command line, given as one string or as a list. */
function wordsOf(value: ConfigNode | undefined) {
  if (!value) return [];
  return value.text ? commandWords(value.text) : textsOf(value);
}

/** The words with which a client starts a server. */
export function commandOf(config: ConfigNode): readonly Written[] {
  return ['command', 'cmd', 'args'].flatMap((key) => wordsOf(valueOf(config, key)));
}

/** The address of a remote server as it may be stored and shown; undefined for a program, and for an address in pieces. */
export function urlOf(config: ConfigNode): string | undefined {
  const direct = textOf(config, ...URL_KEYS) ?? textOf(valueOf(config, 'transport'), ...URL_KEYS);
  if (direct) return publicUrl(direct);
  const words = commandOf(config);
  if (!words.some(({ value }) => BRIDGES.test(value))) return undefined;
  const address = words.find(({ value }) => /^https?:\/\//.test(value));
  return address && publicUrl(address);
}

/** What is known of a server: its name, its address, its OAuth client. */
function serverFacts({ name, config }: ServerEntry): ServerFacts {
  const url = urlOf(config);
  const clientId = clientIdOf(config);
  return {
    ...(name === undefined ? {} : { name }),
    ...(url === undefined ? {} : { url }),
    ...(clientId === undefined ? {} : { clientId }),
  };
}

/** Every value of one server's configuration that stands at a place where credentials stand. */
export function readServer(entry: ServerEntry, place: Place): readonly Candidate[] {
  const server = serverFacts(entry);
  return readLeaves(entry.config, { ...place, trust: 'server', server }, { isServer: true });
}
