import { textOf, textsOf, valueOf, type ConfigNode } from '../documents/config-node.ts';
import type { Slot } from '../finding.ts';
import { keyWords } from '../judge/secret-key.ts';
import { readArguments } from '../servers/read-arguments.ts';
import { base64Decoded } from '../text/base64.ts';
import type { Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Identity, Place, ServerFacts } from './candidate.ts';
import { oauthFacts, registrationOf } from './oauth-cache.ts';
import { roleOf } from './roles.ts';
import { serviceAccountOf } from './service-account.ts';

/** A node on the way down, with what the names above it say. */
interface Step {
  readonly node: ConfigNode;
  readonly key: string | undefined;
  readonly slot: Slot | undefined;
  readonly isSecretPlace?: boolean;
  /** The node is a server's whole configuration. */
  readonly isServer?: boolean;
  readonly identity?: Identity;
  /** What the maps above say of OAuth tokens in them. */
  readonly facts?: ServerFacts;
}

/** Objects in a server's configuration that say how the client signs in. */
const AUTH = new Set(['oauth', 'auth', 'authProvider', 'authentication', 'authorizationConfig', 'transport']);
/** How values say their name elsewhere than in their key: Kubernetes, the MCP registry, MCPB, VS Code's inputs. */
const NAMES = ['name', 'key', 'id', 'header', 'Name', 'variable', 'k'];
const VALUES = new Set(['value', 'default', 'Value', 'val', 'v', 'defaultValue']);
/** Says of the property beside it that a secret stands there. */
const MARKS = ['sensitive', 'isSecret', 'is_secret', 'secret', 'password'];

/** What the map tells of the value that it holds under this name. */
const IDENTITIES: ReadonlyMap<string, (map: ConfigNode) => Identity | undefined> = new Map([
  ['private_key', serviceAccountOf],
  ['registration_access_token', registrationOf],
  ['registrationAccessToken', registrationOf],
]);
const NO_FACTS: ServerFacts = {};

function leaf(written: Written, step: Step, place: Place): Candidate {
  const { trust } = place;
  const { key, slot = 'env', isSecretPlace, identity, facts } = step;
  const server = facts && slot.startsWith('oauth-') ? { ...facts, ...place.server } : place.server;
  return {
    written,
    slot,
    server,
    trust,
    ...(key === undefined ? {} : { key }),
    ...(isSecretPlace ? { isSecretPlace } : {}),
    ...(identity ? { identity } : {}),
  };
}

function childStep(key: string, node: ConfigNode, parent: Step, place: Place): Step {
  const { slot, isCredential } = roleOf(key);
  const isInside = parent.slot === 'env' || parent.slot === 'header';
  // In a map of variables or headers the names are the user's own.
  if (isInside && node.kind === 'text') return { node, key, slot: parent.slot };
  const isOAuth = slot?.startsWith('oauth-') === true;
  const isSent = place.trust === 'server' && (parent.isServer === true || AUTH.has(parent.key ?? ''));
  // Deeper down, the name is one of a secret like any other.
  if (isCredential && !isOAuth && !isSent) return { node, key, slot: parent.slot };
  return { node, key, slot: slot ?? parent.slot, ...(isCredential ? { isSecretPlace: true } : {}) };
}

/** Whether a map says by a mark, or by being VS Code's prompt, that its value is secret. */
const isMarkedSecret = (map: ConfigNode) => MARKS.some((mark) => valueOf(map, mark)?.word === 'true');

/**
 * `{ "name": "API_KEY", "value": "…" }`, and `"api_key": { "type": "string", "default": "…" }`. In flat markup several
 * pairs follow each other, so a value belongs to the name before it.
 */
function namedValues(step: Step): readonly Step[] {
  const { node, key, slot } = step;
  const secret = isMarkedSecret(node) ? { isSecretPlace: true } : {};
  let name = textOf(node, ...NAMES)
    ? node.entries.find((entry) => NAMES.includes(entry.key))?.value.text?.value
    : key;
  const found: Step[] = [];
  for (const entry of node.entries) {
    if (NAMES.includes(entry.key)) name = entry.value.text?.value ?? name;
    if (VALUES.has(entry.key) && name !== undefined)
      found.push({ node: entry.value, key: name, slot, ...secret });
  }
  return found;
}

/** Values of a Kubernetes Secret are base64 (https://kubernetes.io/docs/concepts/configuration/secret/). */
function readSecretData(data: ConfigNode, place: Place): readonly Candidate[] {
  return data.entries.flatMap(({ key, value }) => {
    const decoded = value.text && base64Decoded(value.text);
    return decoded ? expand(leaf(decoded, { node: value, key, slot: 'env' }, place), place) : [];
  });
}

function readList(step: Step, place: Place): readonly Candidate[] {
  const { node, slot, key } = step;
  const words = readArguments(textsOf(node), place);
  return words.flatMap(({ isPositional = false, ...candidate }) => {
    const isAlone = candidate.key === undefined;
    return expand(
      {
        ...candidate,
        // Arguments of a function say nothing by their order.
        ...(isPositional && slot === 'argument' ? { isPositional } : {}),
        slot: slot === 'env' || slot === 'header' ? slot : candidate.slot,
        ...(isAlone && key !== undefined && slot !== 'argument' ? { key } : {}),
      },
      place,
    );
  });
}

/** Where names of variables belong, a secret may have been pasted: only what is surely one counts. */
function readNames(node: ConfigNode, key: string, place: Place): readonly Candidate[] {
  const names = [
    ...(node.text ? [node.text] : textsOf(node)),
    ...node.entries.flatMap(({ value }) => value.text ?? []),
  ];
  const { server } = place;
  return names.map((written) => ({
    written,
    slot: 'env',
    key,
    server,
    trust: 'mention',
    isSecretPlace: true,
  }));
}

/**
 * Every string below a node with the name that belongs to it and the slot that the names above it tell, taken apart
 * where it is more than one value. Without recursion.
 *
 * @param options.skip nodes that are read elsewhere
 * @param options.isServer the node is a server's configuration
 */
export function readLeaves(
  root: ConfigNode,
  place: Place,
  options: { readonly skip?: (node: ConfigNode) => boolean; readonly isServer?: boolean } = {},
): readonly Candidate[] {
  const { skip = () => false, isServer = false } = options;
  const found: Candidate[] = [];
  const add = (candidates: readonly Candidate[]) => {
    for (const candidate of candidates) found.push(candidate);
  };
  const open: Step[] = [{ node: root, key: undefined, slot: undefined, isServer }];
  for (let step = open.pop(); step; step = open.pop()) {
    const { node, key, slot } = step;
    if (skip(node) || (key !== undefined && roleOf(key).isCiphertext)) continue;
    if (key !== undefined && roleOf(key).isNames) {
      add(readNames(node, key, place));
      continue;
    }
    if (node.text) add(expand(leaf(node.text, step, place), place));
    if (node.items.length > 0) add(readList(step, place));
    const above = step.facts ? { facts: step.facts } : {};
    for (const item of node.items) if (item.kind !== 'text') open.push({ node: item, key, slot, ...above });
    const facts = oauthFacts(node, step.facts ?? NO_FACTS);
    const named = namedValues(step);
    for (const one of named) open.push(one);
    const readAlready = new Set(named.map((one) => one.node));
    const isSecret = textOf(node, 'kind')?.value === 'Secret';
    for (const entry of node.entries) {
      if (isSecret && entry.key === 'data') add(readSecretData(entry.value, place));
      else if (node.kind === 'list') {
        // A list of two strings is a pair only where the first is the name of something secret.
        if (keyWords(entry.key).length > 0) open.push(childStep(entry.key, entry.value, step, place));
      } else if (!readAlready.has(entry.value)) {
        const child = childStep(entry.key, entry.value, step, place);
        const identity = IDENTITIES.get(entry.key)?.(node);
        open.push({ ...child, facts, ...(identity ? { identity } : {}) });
      }
    }
  }
  return found;
}
