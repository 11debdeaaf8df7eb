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
  /** Everything below the folder. */
  readonly isTree: boolean;
}

function toPattern(surface: Surface, path: string): Pattern {
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  return { surface, folder: path.slice(0, cut), pieces: name.split('*'), isTree: name === '**' };
}

const PATTERNS = surfaces.flatMap((surface) => surface.paths.map((path) => toPattern(surface, path)));

function fitsName(pieces: readonly string[], name: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at + last.length <= name.length;
}

/**
 * Which MCP client's configuration a file is, judged by its path alone; undefined when no client is known to read it.
 * Case does not matter, `\` counts as `/`, and copies (`.example`, `.bak`, …) count as the original.
 */
export function surfaceOf(path: string): Surface | undefined {
  if (path.length > MAX_PATH) return undefined;
  const whole = `/${path.toLowerCase().replaceAll('\\', '/')}`;
  const cut = whole.lastIndexOf('/') + 1;
  const folder = whole.slice(0, cut);
  const name = whole.slice(cut);
  const original = name.replaceAll(COPY, '');
  return PATTERNS.find(
    ({ folder: end, pieces, isTree }) =>
      (isTree && folder.includes(`/${end}`)) ||
      (folder.endsWith(`/${end}`) && (fitsName(pieces, name) || fitsName(pieces, original))),
  )?.surface;
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
