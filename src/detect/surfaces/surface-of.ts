import type { Kind } from '../readers/kind.ts';
import type { Surface } from './surface.ts';
import { GENERIC, surfaces } from './surfaces.ts';
import { textSurface, textSurfaces } from './texts.ts';

/** Longer paths are no client's; Git itself refuses most of them. */
const MAX_PATH = 4096;
/** Words by which people mark a copy: `mcp.json.bak`, `mcp.example.json`, `mcp_settings-production.json`. */
const COPY =
  /[._-](?:example|sample|template|tmpl|bak|backup|old|orig|copy|save|local|dist|disabled|dev|development|staging|prod|production|test)(?=[._-]|$)|~$/g;

interface Pattern {
  readonly surface: Surface;
  readonly folder: string;
  /** The last segment, cut at its stars. */
  readonly pieces: readonly string[];
  /** Place in the table: of several that fit, the first wins. */
  readonly rank: number;
}

const PATTERNS = surfaces
  .flatMap((surface) => surface.paths.map((path) => ({ surface, path })))
  .map(({ surface, path }, rank): Pattern => {
    const cut = path.lastIndexOf('/') + 1;
    return { surface, folder: path.slice(0, cut), pieces: path.slice(cut).split('*'), rank };
  });
/** Most patterns are a file's whole name, and most files have none of them. */
const BY_NAME = Map.groupBy(
  PATTERNS.filter(({ pieces }) => pieces.length === 1),
  ({ pieces }) => pieces[0] ?? '',
);
const TREES = PATTERNS.filter(({ pieces }) => pieces.join('*') === '**');
const WITH_STAR = PATTERNS.filter(({ pieces }) => pieces.length > 1 && pieces.join('*') !== '**');

function fitsName(pieces: readonly string[], name: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}

/** The patterns that one spelling of a name fits, whatever the folder. */
function byName(name: string): readonly Pattern[] {
  return [...(BY_NAME.get(name) ?? []), ...WITH_STAR.filter(({ pieces }) => fitsName(pieces, name))];
}

/**
 * Which MCP client's configuration a file is, judged by its path alone; undefined when no client is known to read it.
 * Case does not matter, `\\` counts as `/`, and copies (`.example`, `.bak`, …) count as the original.
 */
export function surfaceOf(path: string): Surface | undefined {
  if (path.length > MAX_PATH) return undefined;
  const whole = `/${path.toLowerCase().replaceAll('\\', '/')}`;
  const cut = whole.lastIndexOf('/') + 1;
  const folder = whole.slice(0, cut);
  const name = whole.slice(cut);
  const original = name.replaceAll(COPY, '');
  let first: Pattern | undefined;
  const consider = (pattern: Pattern) => {
    if (!first || pattern.rank < first.rank) first = pattern;
  };
  for (const pattern of name === original ? byName(name) : [...byName(name), ...byName(original)])
    if (folder.endsWith(`/${pattern.folder}`)) consider(pattern);
  for (const pattern of TREES) if (folder.includes(`/${pattern.folder}`)) consider(pattern);
  return first?.surface;
}

const BY_ID = new Map([...surfaces, ...textSurfaces].map((surface) => [surface.id, surface]));

/** What a file that is no client's configuration counts as when it speaks of MCP. */
export function surfaceOfText(path: string, kind: Kind): Surface {
  return textSurface(path, kind) ?? GENERIC;
}

/** The surface with this id, as findings and exposures name it. */
export function surfaceById(id: string): Surface | undefined {
  return BY_ID.get(id);
}
