import { literalPieces } from '../not-a-secret/references.ts';
import type { Candidate, ServerFacts } from './candidate.ts';
import type { ServerEntry } from './find-servers.ts';
import {
  itemsOf,
  leavesOf,
  propertiesOf,
  stringOf,
  valueOf,
  type JsonNode,
  type Property,
} from './json-node.ts';
import { readArguments, wordsOf } from './read-arguments.ts';
import { publicUrl } from './read-url.ts';
import type { Written } from './written.ts';

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
];
/** Programs that stand between a local client and the remote server whose address they get as an argument. */
const BRIDGES = /mcp-remote|supergateway|mcp-proxy|mcp-bridge/;
const MAX_CLIENT_ID = 512;

type Reader = (value: JsonNode, server: ServerFacts, key: string) => readonly Candidate[];

const strings = (value: JsonNode): readonly Written[] =>
  itemsOf(value).flatMap((item) => stringOf(item) ?? []);

/** A map of names to values; an entry `{ "value": … }` counts as its value. Or a list of `NAME=value`. */
const environment: Reader = (value, server) => [
  ...propertiesOf(value).flatMap((property) => named(property, 'env', server)),
  ...readArguments(strings(value), server).map((candidate) => ({ ...candidate, slot: 'env' as const })),
];

function named({ key, value }: Property, slot: Candidate['slot'], server: ServerFacts): readonly Candidate[] {
  const written = stringOf(value);
  if (written) return [{ written, slot, key, server }];
  return leavesOf(value, key).map((leaf) => ({ written: leaf.value, slot, key, server }));
}

/** A map of names to values, or a list of `{ "name": …, "value": … }`. */
const headers: Reader = (value, server) => [
  ...propertiesOf(value).flatMap((property) => named(property, 'header', server)),
  ...itemsOf(value).flatMap((item) => {
    const written = stringOf(valueOf(item, 'value') ?? item);
    const key = stringOf(valueOf(item, 'name') ?? item)?.value;
    return written && key !== undefined ? [{ written, slot: 'header' as const, key, server }] : [];
  }),
];

const request: Reader = (value, server) => {
  const inner = valueOf(value, 'headers');
  return inner ? headers(inner, server, 'headers') : [];
};

const url: Reader = (value, server) => {
  const written = stringOf(value);
  return written ? [{ written, slot: 'url-query', server }] : [];
};

const args: Reader = (value, server) => {
  const line = stringOf(value);
  return readArguments(line ? wordsOf(line) : strings(value), server);
};

/** A program's name, a whole command line, a list, or `{ path, args, env }` (Zed). */
const command: Reader = (value, server) => [
  ...args(value, server, 'command'),
  ...propertiesOf(value).flatMap(
    (property) => READERS.get(property.key)?.(property.value, server, property.key) ?? [],
  ),
];

const bearer: Reader = (value, server, key) => {
  const written = stringOf(value);
  return written ? [{ written, slot: 'header', key, isSecretPlace: true, server }] : [];
};

const oauthToken: Reader = (value, server, key) => {
  const written = stringOf(value);
  return written ? [{ written, slot: 'oauth-token', key, isSecretPlace: true, server }] : [];
};

const clientSecret: Reader = (value, server, key) => {
  const written = stringOf(value);
  return written ? [{ written, slot: 'oauth-client-secret', key, isSecretPlace: true, server }] : [];
};

/** Settings of an extension, raw keys and all. */
const settings: Reader = (value, server, key) =>
  leavesOf(value, key).map((leaf) => ({ written: leaf.value, slot: 'env', key: leaf.key, server }));

/** `auth` is a word (`"oauth"`), a token, or an object with the client's registration. */
const auth: Reader = (value, server, key) => {
  const written = stringOf(value);
  if (written) return [{ written, slot: 'header', key, server }];
  return propertiesOf(value).flatMap(
    (property) => READERS.get(property.key)?.(property.value, server, property.key) ?? [],
  );
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...['env', 'environment', 'envs'].map((key): [string, Reader] => [key, environment]),
  ...['headers', 'http_headers', 'httpHeaders', 'customHeaders'].map((key): [string, Reader] => [
    key,
    headers,
  ]),
  ...['requestInit', 'request_init', 'requestOptions', 'eventSourceInit'].map((key): [string, Reader] => [
    key,
    request,
  ]),
  ...['transport'].map((key): [string, Reader] => [key, command]),
  ...URL_KEYS.map((key): [string, Reader] => [key, url]),
  ...['args', 'runtimeArgs'].map((key): [string, Reader] => [key, args]),
  ['command', command],
  ...['settings', 'options', 'config', 'configuration'].map((key): [string, Reader] => [key, settings]),
  ...['bearer_token', 'bearerToken', 'experimental_bearer_token', 'token', 'authToken', 'auth_token'].map(
    (key): [string, Reader] => [key, bearer],
  ),
  ...['apiKey', 'api_key', 'apikey', 'password', 'authorization', 'Authorization', 'authorization_token'].map(
    (key): [string, Reader] => [key, bearer],
  ),
  ...['accessToken', 'access_token', 'refreshToken', 'refresh_token'].map((key): [string, Reader] => [
    key,
    oauthToken,
  ]),
  ...['clientSecret', 'client_secret', 'CLIENT_SECRET'].map((key): [string, Reader] => [key, clientSecret]),
  ...['oauth', 'auth', 'authProvider', 'authentication', 'authorizationConfig'].map(
    (key): [string, Reader] => [key, auth],
  ),
]);

function clientIdOf(config: JsonNode): string | undefined {
  const homes = [
    config,
    ...['oauth', 'auth', 'authProvider', 'authentication'].flatMap((key) => valueOf(config, key) ?? []),
  ];
  for (const home of homes) {
    const node = valueOf(home, 'clientId', 'client_id', 'CLIENT_ID');
    const value = node && stringOf(node)?.value;
    if (!value || value.length > MAX_CLIENT_ID) continue;
    const [piece, ...more] = literalPieces(value);
    // A client id that the client fills in is not known here.
    if (more.length === 0 && piece?.end === value.length && piece.start === 0) return value;
  }
  return undefined;
}

function urlOf(config: JsonNode): string | undefined {
  const direct =
    valueOf(config, ...URL_KEYS) ??
    URL_KEYS.flatMap((key) => valueOf(valueOf(config, 'transport') ?? config, key) ?? [])[0];
  const written = direct && stringOf(direct);
  if (written) return publicUrl(written);
  const words = ['command', 'args'].flatMap((key) => {
    const value = valueOf(config, key);
    const line = value && stringOf(value);
    return line ? wordsOf(line) : value ? strings(value) : [];
  });
  if (!words.some(({ value }) => BRIDGES.test(value))) return undefined;
  const address = words.find(({ value }) => /^https?:\/\//.test(value));
  return address && publicUrl(address);
}

/** Every value of one server's configuration that stands at a place where credentials stand. */
export function readServer({ name, config }: ServerEntry): readonly Candidate[] {
  const serverUrl = urlOf(config);
  const clientId = clientIdOf(config);
  const server: ServerFacts = {
    ...(name === undefined ? {} : { name }),
    ...(serverUrl === undefined ? {} : { url: serverUrl }),
    ...(clientId === undefined ? {} : { clientId }),
  };
  return propertiesOf(config).flatMap(({ key, value }) => READERS.get(key)?.(value, server, key) ?? []);
}
