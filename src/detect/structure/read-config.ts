import type { Candidate } from './candidate.ts';
import { findServers } from './find-servers.ts';
import { propertiesOf, stringOf, valueOf, type JsonNode } from './json-node.ts';
import { parseJson } from './parse-json.ts';
import { readServer } from './read-server.ts';
import { expand } from './read-value.ts';
import { asWritten } from './written.ts';

/** A value to be judged, and the name of the map in which its server stands. */
interface PlacedCandidate {
  readonly candidate: Candidate;
  readonly container: string;
}

const place =
  (container: string) =>
  (candidate: Candidate): readonly PlacedCandidate[] =>
    expand(candidate).map((expanded) => ({ candidate: expanded, container }));

/** VS Code asks for an input once and keeps the answer; a `default` in the file defeats that. */
function readInput(input: JsonNode): readonly Candidate[] {
  const value = valueOf(input, 'default');
  const written = value && stringOf(value);
  const idNode = valueOf(input, 'id');
  const key = idNode && stringOf(idNode)?.value;
  if (!written || key === undefined) return [];
  const isSecretPlace = valueOf(input, 'password')?.node.value === true;
  return [{ written, slot: 'env', key, server: {}, ...(isSecretPlace ? { isSecretPlace } : {}) }];
}

/** Variables for the whole client, such as `env` in Claude Code's settings. */
function readRootEnvironment(root: JsonNode): readonly Candidate[] {
  const environment = valueOf(root, 'env');
  if (!environment) return [];
  return propertiesOf(environment).flatMap(({ key, value }) => {
    const written = stringOf(value);
    return written ? [{ written, slot: 'env', key, server: {} } as const] : [];
  });
}

/**
 * Reads an MCP client's configuration in JSON, with comments, trailing commas and a byte order mark allowed.
 *
 * @param containers names of the client's server maps
 * @returns every value at a place where credentials stand, in no order; nothing for what is no JSON or too large
 */
export function readConfig(content: string, containers: readonly string[]): readonly PlacedCandidate[] {
  const node = parseJson(content);
  if (!node) return [];
  const root: JsonNode = { node, text: asWritten(content) };
  const { servers, inputs } = findServers(root, containers);
  const inRoot = servers.some(({ container }) => container === '') ? [] : readRootEnvironment(root);
  return [
    ...servers.flatMap((server) => readServer(server).flatMap(place(server.container))),
    ...[...inRoot, ...inputs.flatMap(readInput)].flatMap(place('')),
  ];
}
