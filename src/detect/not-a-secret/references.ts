import { opacity } from '../judge/opacity.ts';

/**
 * Ways of writing a reference that some clients expand and others take as characters of the value: `$NAME`, `{NAME}`,
 * `%NAME%`, `$(command)`. `${NAME}` and the fields of templates are references for everyone who reads them.
 */
export type Syntax = 'dollar' | 'curly' | 'percent' | 'command';

/** What a file of unknown readers may hold. */
const ANY_SYNTAX: ReadonlySet<Syntax> = new Set<Syntax>(['dollar', 'curly', 'percent', 'command']);

/** A stretch of a value that is written out, not referred to; offsets in the value, `end` exclusive. */
interface Piece {
  readonly start: number;
  readonly end: number;
}

/** What a reference is replaced by: nothing, or the parts of it that are written out after all. */
interface Reference {
  readonly end: number;
  readonly pieces: readonly Piece[];
  readonly syntax?: Syntax;
}

/** Longer ones do not occur; the search for the closing bracket ends here, which keeps it linear. */
const MAX_REFERENCE = 1024;
const MAX_DEPTH = 4;
/** So many openings without an end, and the rest is taken as written out: nobody writes that, but an attacker might. */
const MAX_FAILURES = 32;

/** The whole value says where the secret is kept: secret managers, and code that reads the environment. */
const ELSEWHERE =
  /^(?:op|vault|keyring|keychain|infisical|doppler|bws|secretref|aws-sm|gcp-sm|azure-kv|akv|ssm|sops|1password):|^arn:aws:(?:secretsmanager|ssm):|^file:|^(?:!ENV|!secret|!user_secret|!developer_secret)\b|^mcpac_sc_|^ENC\[|^encrypted:|^@Microsoft\.KeyVault\(|^\{cipher\}|^(?:os\.getenv|os\.environ|process\.env|import\.meta\.env|Deno\.env|Bun\.env|System\.getenv|getenv|ENV)\b|^(?:secrets|vars|env|steps|inputs)\.[A-Za-z_][\w.-]*$/;

/** A name without brackets: `$NAME`, `env:NAME`. */
const WHOLE_NAME = /^(?:\${1,2}|env:|\$env:)([A-Za-z_]\w*)$/;
/** How variables are called; no secret is written in capitals alone, however odd its name. */
const VARIABLE = /^(?:env:)?[A-Z][A-Z_]*\d{0,3}$/;
/** Every reference begins with one of these. */
const OPENINGS = '${%<#_@';
const NAME_IN_BRACES =
  /^(?:(?:env|input|file|config|command|secret|secrets|vault|user_config)[:.])?[\w.:/@ ~\\-]{0,200}$/;
/** `${NAME:-default}` and its relatives (POSIX shell, 2.6.2 Parameter Expansion). */
const OPERATOR = /^!?[A-Za-z_]\w*(?::?[-=+?])/;
const STICKY: readonly (readonly [RegExp, Syntax?])[] = [
  // $NAME, $env:NAME
  [/\$(?:env:)?[A-Z_][A-Z\d_]+(?![A-Za-z])/y, 'dollar'],
  // {env:NAME}, {file:path}, {name}
  [/\{[A-Za-z_][\w.:/~ -]{0,120}\}/y, 'curly'],
  // %NAME% of cmd.exe; percent-encoding has hexadecimal digits only
  [/%(?=[A-Z_]*[G-Z_])[A-Z_][A-Z\d_]{2,60}%/y, 'percent'],
  // <your-key>, __TOKEN__, @@TOKEN@@
  [/<[^<>\n]{0,120}>/y],
  [/(?<![A-Za-z\d])__[A-Z][A-Z\d_]{2,60}?__(?![A-Za-z\d])/y],
  [/(?<!.)__[A-Za-z][A-Za-z\d_]{0,60}?__(?!.)/sy],
  [/@@[A-Za-z][\w-]{0,60}@@/y],
];

/** A secret pasted as the name of a reference is a secret still. */
function pasted(value: string, start: number, end: number): readonly Piece[] {
  const name = value.slice(start, end);
  return !VARIABLE.test(name) && opacity(name) === 'strong' ? [{ start, end }] : [];
}

/** The bracket that closes the one at `open`, nested ones skipped; -1 when there is none near. */
function closing(value: string, open: number, left: string, right: string): number {
  let depth = 0;
  const limit = Math.min(value.length, open + MAX_REFERENCE);
  for (let at = open; at < limit; at++) {
    if (value[at] === left) depth++;
    if (value[at] === right && --depth === 0) return at;
  }
  return -1;
}

/** `${{ secrets.X || 'literal' }}`: quoted text inside the expression is written out. */
function expression(value: string, at: number): Reference | undefined {
  const end = value.slice(at, at + MAX_REFERENCE).indexOf('}}');
  if (end === -1) return undefined;
  const quoted = [...value.slice(at, at + end).matchAll(/'([^']*)'/g)];
  const pieces = quoted.map(({ index, 0: whole }) => ({
    start: at + index + 1,
    end: at + index + whole.length - 1,
  }));
  return { end: at + end + 2, pieces };
}

function braced(value: string, at: number, depth: number): Reference | undefined {
  const end = closing(value, at + 1, '{', '}');
  if (end === -1) return undefined;
  const inner = value.slice(at + 2, end);
  const operator = OPERATOR.exec(inner)?.[0];
  if (operator !== undefined) {
    const start = at + 2 + operator.length;
    const given = depth < MAX_DEPTH ? literalPieces(value.slice(start, end), ANY_SYNTAX, depth + 1) : [];
    return {
      end: end + 1,
      pieces: given.map((piece) => ({ start: start + piece.start, end: start + piece.end })),
    };
  }
  if (!NAME_IN_BRACES.test(inner) && !/[${(\s]/.test(inner)) return undefined;
  const name = inner.lastIndexOf(':') + 1;
  return { end: end + 1, pieces: pasted(value, at + 2 + name, end) };
}

function doubleBraced(value: string, at: number): Reference | undefined {
  const end = value.slice(at, at + MAX_REFERENCE).indexOf('}}');
  if (end === -1) return undefined;
  const isDefault = /\bdefault\b/.test(value.slice(at, at + end));
  const quoted = isDefault ? quotedIn(value, at + 2, at + end) : [];
  return { end: at + end + 2, pieces: quoted.length > 0 ? quoted : pasted(value, at + 2, at + end) };
}

/** `{{ default "literal" .Values.x }}`, `{{ x | default('literal') }}`: a random text in quotes is written out. */
function quotedIn(value: string, start: number, end: number): readonly Piece[] {
  return [...value.slice(start, end).matchAll(/(["'])([^"'\\]{8,512})\1/g)].flatMap(
    ({ 2: text = '', index }) => pasted(value, start + index + 1, start + index + 1 + text.length),
  );
}

function between(value: string, at: number, close: string): Reference | undefined {
  const end = value.slice(at, at + MAX_REFERENCE).indexOf(close);
  return end === -1 ? undefined : { end: at + end + close.length, pieces: [] };
}

function simple(value: string, at: number): Reference | undefined {
  // A dollar sign behind a letter or another dollar sign is a character of a password.
  if (value[at] === '$' && at > 0 && /[\w$]/.test(value.charAt(at - 1))) return undefined;
  for (const [pattern, syntax] of STICKY) {
    pattern.lastIndex = at;
    const found = pattern.exec(value)?.[0];
    if (found === undefined) continue;
    const end = at + found.length;
    const name = syntax === 'dollar' ? end : end - 1;
    return { end, pieces: pasted(value, at + 1, name), ...(syntax ? { syntax } : {}) };
  }
  return undefined;
}

function referenceAt(value: string, at: number, depth: number): Reference | undefined {
  if (value.startsWith('${{', at)) return expression(value, at);
  if (value.startsWith('${', at)) return braced(value, at, depth);
  if (value.startsWith('$(', at)) {
    const end = closing(value, at + 1, '(', ')');
    return end === -1 ? undefined : { end: end + 1, pieces: [], syntax: 'command' };
  }
  if (value.startsWith('{{', at)) return doubleBraced(value, at);
  if (value.startsWith('<%', at)) return between(value, at, '%>');
  if (value.startsWith('#{', at)) return between(value, at, '}');
  return simple(value, at);
}

/**
 * The pieces of a value that are written out: everything but references to an environment variable, an input, a file,
 * a secret manager or a template's field. A default inside a reference, a quoted text inside an expression and a
 * secret pasted as a reference's name are written out.
 *
 * A value that is a reference as a whole is none of a secret, whichever client it was written for. Inside a value, what
 * the client does not expand is part of the value.
 *
 * @param expands what the client that reads the file expands; without it, everything
 */
export function literalPieces(
  value: string,
  expands: ReadonlySet<Syntax> = ANY_SYNTAX,
  depth = 0,
): readonly Piece[] {
  if (ELSEWHERE.test(value)) return [];
  const name = WHOLE_NAME.exec(value)?.[1];
  if (name !== undefined) return pasted(value, value.length - name.length, value.length);
  const pieces: Piece[] = [];
  let plain = 0;
  let failures = 0;
  for (let at = 0; at < value.length && failures < MAX_FAILURES;) {
    const reference = OPENINGS.includes(value.charAt(at)) ? referenceAt(value, at, depth) : undefined;
    const isWhole = at === 0 && reference?.end === value.length;
    const isText = reference?.syntax !== undefined && !isWhole && !expands.has(reference.syntax);
    if (!reference || isText) {
      if (value[at] === '$' || value[at] === '{') failures++;
      at++;
      continue;
    }
    if (at > plain) pieces.push({ start: plain, end: at });
    for (const piece of reference.pieces) pieces.push(piece);
    at = reference.end;
    plain = at;
  }
  if (value.length > plain) pieces.push({ start: plain, end: value.length });
  return pieces;
}
