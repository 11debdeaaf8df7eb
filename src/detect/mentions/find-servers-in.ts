import { extent, asWritten, type Written } from '../text/written.ts';
import { LineIndex } from '../text/line-index.ts';
import { textOf, type ConfigNode } from '../documents/config-node.ts';
import { readLiterals } from '../documents/literals.ts';
import { readToml } from '../documents/toml.ts';
import { readYaml } from '../documents/yaml.ts';
import type { Text } from '../finding.ts';
import { judge } from '../judge/judge.ts';
import { isSecretKey } from '../judge/secret-key.ts';
import type { Candidate, Place } from '../readers/candidate.ts';
import { kindOfPath, type Kind } from '../readers/kind.ts';
import { readText } from '../readers/read-text.ts';
import { roleOf } from '../readers/roles.ts';
import { findServers, type ServerEntry } from '../servers/find-servers.ts';
import { commandOf, readServer, urlOf } from '../servers/read-server.ts';
import { redactKnownFormats } from '../redact.ts';
import { surfaceOf } from '../surfaces/surface-of.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Reference, ServerMention } from './mention.ts';
import { packageOf } from './package-of.ts';
import { referencesIn } from './references-in.ts';

/** Larger files are no configuration that people write. */
const MAX_LENGTH = 1_048_576;
const MAX_SERVERS = 200;
const MAX_REFERENCES = 64;

const DOCUMENTS: Partial<Record<Kind, (text: Written) => readonly ConfigNode[]>> = {
  json: (text) => [readLiterals(text, 'both').root],
  yaml: (text) => readYaml(text).documents,
  toml: (text) => [readToml(text)].filter((root) => root !== undefined),
};

/** Names that clients and shells fill in themselves; nobody keeps a secret in them. */
const AMBIENT =
  /^(?:HOME|USER|USERNAME|USERPROFILE|APPDATA|LOCALAPPDATA|PATH|PWD|CWD|TMPDIR|TEMP|SHELL|HOSTNAME|LANG|workspaceFolder\w*|userHome|cwd|CLAUDE_(?:PROJECT_DIR|PLUGIN_ROOT)|XDG_\w+)$/;
const HEADER = /^\s*([A-Za-z][\w-]{0,63})\s*:/;
const FLAG = /^--?[A-Za-z][\w-]{0,63}/;

/** A text below a server's configuration, with the names that say what it is for. */
interface Leaf {
  readonly written: Written;
  readonly key: string;
  /** It is the name of a variable itself: `bearer_token_env_var`. */
  readonly isName: boolean;
  /** It is sent: anything in it may be a credential. */
  readonly isHeader: boolean;
}

function leavesOf(config: ConfigNode): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const open = [{ node: config, key: '', isName: false, isHeader: false }];
  for (let step = open.pop(); step; step = open.pop()) {
    const { node, key, isName, isHeader } = step;
    if (node.text) leaves.push({ written: node.text, key, isName, isHeader });
    let before = '';
    for (const item of node.items) {
      const words = item.text?.value ?? '';
      const named = HEADER.exec(words)?.[1] ?? FLAG.exec(words)?.[0] ?? FLAG.exec(before)?.[0] ?? key;
      open.push({ node: item, key: named, isName, isHeader: isHeader || HEADER.test(words) });
      before = words;
    }
    for (const entry of node.entries) {
      const role = roleOf(entry.key);
      open.push({
        node: entry.value,
        key: entry.key,
        isName: isName || role.isNames === true,
        isHeader: isHeader || role.slot === 'header',
      });
    }
  }
  return leaves;
}

function referencesOf(config: ConfigNode, lines: LineIndex): readonly Reference[] {
  const found = leavesOf(config).flatMap(({ written, key, isName, isHeader }): readonly Reference[] => {
    const { start, end } = extent(written);
    const line = lines.span(start, end).startLine;
    if (isName) return [{ via: 'env', name: redactKnownFormats(written.value), key, line }];
    return referencesIn(written.value)
      .filter(({ name }) => !AMBIENT.test(name) && (isHeader || isSecretKey(name) || isSecretKey(key)))
      .map(({ via, name }) => ({
        via,
        name: redactKnownFormats(name),
        ...(key === '' ? {} : { key: redactKnownFormats(key) }),
        line,
      }));
  });
  return found.filter(({ name }) => /^[\w./:[\]-]{1,256}$/.test(name)).slice(0, MAX_REFERENCES);
}

const isBasic = ({ slot, key, user, written }: Candidate) =>
  (slot === 'url-userinfo' && user !== undefined) ||
  (slot === 'header' && key?.toLowerCase() === 'authorization' && /^basic\s/i.test(written.value));

/** What the values of a server's configuration are that are written out. */
function literalsOf(entry: ServerEntry, place: Place, expands: Surface['expands']) {
  const candidates = readServer(entry, place);
  const held = candidates.filter((candidate) =>
    judge(candidate, expands).some(({ confidence }) => confidence !== 'low'),
  );
  return {
    holdsCredential: held.length > 0,
    secretInUrl: held.some(({ slot }) => slot.startsWith('url-')),
    basicAuth: candidates.some(isBasic),
  };
}

/** Parameters of an address that take a credential by name. */
function takesSecretInUrl(config: ConfigNode): boolean {
  const url = textOf(config, 'url', 'serverUrl', 'httpUrl', 'endpoint', 'sseUrl')?.value ?? '';
  const parameters = url.slice(url.indexOf('?') + 1).split('&');
  return (
    url.includes('?') &&
    parameters.some((parameter) => {
      const [name = '', value = ''] = parameter.split('=', 2);
      return isSecretKey(name) && referencesIn(value).length > 0;
    })
  );
}

/** A secret may have been pasted anywhere, even where a name or a version belongs: none of a known format stays. */
function mentionOf(entry: ServerEntry, place: Place, surface: Surface, lines: LineIndex): ServerMention {
  const { config, name = '' } = entry;
  const words = commandOf(config);
  const url = urlOf(config);
  const literals = literalsOf(entry, place, surface.expands);
  const first = words[0] ?? textOf(config, 'url', 'serverUrl', 'httpUrl', 'endpoint', 'sseUrl');
  const at = first === undefined ? 0 : extent(first).start;
  return {
    name: redactKnownFormats(name),
    line: lines.span(at, at).startLine,
    surface: surface.id,
    transport: url === undefined && words.length > 0 ? 'stdio' : 'http',
    ...(url === undefined ? {} : { url }),
    ...literals,
    secretInUrl: literals.secretInUrl || takesSecretInUrl(config),
    ...packageOf(words.map(({ value }) => redactKnownFormats(value))),
    references: referencesOf(config, lines),
  };
}

/**
 * The MCP servers that a client's configuration names, and what credentials they take from where. Only files that a client
 * reads as such; others may speak of servers without starting any. Pure; never throws; linear.
 */
export function findServersIn({ path, content }: Text): readonly ServerMention[] {
  const surface = surfaceOf(path);
  const read = DOCUMENTS[kindOfPath(path)];
  if (!surface || !read || surface.containers.length === 0 || content.length > MAX_LENGTH) return [];
  const place: Place = { surface, trust: 'surface', server: {}, level: 0, read: readText };
  const lines = new LineIndex(content);
  return read(asWritten(content))
    .flatMap((root) => findServers(root, surface.containers).servers)
    .slice(0, MAX_SERVERS)
    .map((entry) => mentionOf(entry, place, surface, lines));
}
