import type { Sight } from './engine/scanner.ts';
import type { Text } from './finding.ts';
import { saysMcp } from './mcp-context.ts';
import type { Trust } from './readers/candidate.ts';
import { kindOfPath, sniff, type Kind } from './readers/kind.ts';
import { looksLikeServerMap } from './surfaces/looks-like-server-map.ts';
import { surfaceOf, surfaceOfText } from './surfaces/surface-of.ts';
import { isComposeFile } from './surfaces/texts.ts';
import type { Surface } from './surfaces/surface.ts';

/** How to read a text: in which language, as whose file, and how much of what it says is about MCP. */
export interface Plan {
  readonly kind: Kind;
  readonly surface: Surface;
  readonly trust: Trust;
}

/** Languages in which servers are configured, perhaps without a word about MCP; a text without a name may be any. */
const HOLDS_SERVERS: ReadonlySet<Kind> = new Set<Kind>(['json', 'yaml', 'toml']);
/** Languages in which there is little but settings. */
const SETTINGS: ReadonlySet<Kind> = new Set<Kind>([
  'json',
  'yaml',
  'toml',
  'markup',
  'dotenv',
  'docker',
  'shell',
]);
/**
 * Of the containers that MCP servers run in, many name neither MCP nor the server. What they hold is found, and is out of
 * the scope of a policy that is about MCP only: its surface is `text`.
 */
const elsewhere = (surface: Surface): Surface => ({ ...surface, id: 'text' });
const KUBERNETES =
  /^kind:\s{0,8}["']?(?:Secret|ConfigMap|Deployment|StatefulSet|DaemonSet|CronJob|Job|Pod)\b/m;
/** The key file of a Google service account is named as anybody likes. */
const SERVICE_ACCOUNT = '"service_account"';
/** One of these stands in every text that starts a server or is for Kubernetes, although it names neither MCP nor a map. */
const OTHER_MARKS = ['"command"', 'stdio', 'treamable', 'kind:', SERVICE_ACCOUNT];

/**
 * False when nothing could be found in a file, so that its bytes need not be decoded.
 *
 * @param sight what the engine sees in the bytes
 * @param holds whether the bytes hold an ASCII text
 */
export function isWorthReading(path: string, sight: Sight, holds: (mark: string) => boolean): boolean {
  if (sight.mayHoldCredential || sight.mentionsMcp || isReadByPath(path)) return true;
  const kind = kindOfPath(path);
  return (HOLDS_SERVERS.has(kind) || kind === 'text') && OTHER_MARKS.some(holds);
}

/** Whether a file is read for its path alone, whatever is in it. */
function isReadByPath(path: string): boolean {
  return surfaceOf(path) !== undefined || saysMcp(path) || isContainerFile(path);
}

const isContainerFile = (path: string) => isComposeFile(path) || kindOfPath(path) === 'docker';

/** Source maps hold their programs once more, in one long line. */
const DERIVED = /\.map$/i;

/** Undefined for a text that has nothing to do with MCP: only known formats are looked for in it. */
export function planFor({ path, content }: Text, sight: Sight): Plan | undefined {
  const known = surfaceOf(path);
  const named = kindOfPath(path);
  const kind = named === 'text' ? sniff(content) : named;
  if (known) return { kind, surface: known, trust: known.trust ?? 'surface' };
  const isAbout = saysMcp(path) || (sight.mentionsMcp && saysMcp(content));
  const holdsOther = HOLDS_SERVERS.has(kind) && OTHER_MARKS.some((mark) => content.includes(mark));
  const mayServe = holdsOther || (HOLDS_SERVERS.has(kind) && sight.mentionsMcp);
  if (isAbout || (mayServe && looksLikeServerMap(content)))
    return DERIVED.test(path)
      ? undefined
      : { kind, surface: surfaceOfText(path, kind), trust: SETTINGS.has(kind) ? 'settings' : 'mention' };
  const isContainer = isContainerFile(path) || (holdsOther && kind === 'yaml' && KUBERNETES.test(content));
  const isKeyFile = kind === 'json' && content.includes(SERVICE_ACCOUNT);
  return isContainer || isKeyFile
    ? { kind, surface: elsewhere(surfaceOfText(path, kind)), trust: 'settings' }
    : undefined;
}
