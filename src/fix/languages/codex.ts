import { codexBearer, codexHeaders, codexVariables } from '../../detect/index.ts';
import type { Edit } from '../edit.ts';
import { indentAt, lineEnd } from '../file-text.ts';
import type { Outcome, Reason, Strategy, Target } from '../target.ts';
import { removeEntries } from './remove-entries.ts';
import { readTomlParts, type TomlEntry, type TomlParts } from './toml-entries.ts';

/** Where a credential stands in a server of Codex. */
interface Found {
  readonly target: Target;
  readonly entry: TomlEntry;
  /** Start of the server's own table, `[mcp_servers.NAME]`. */
  readonly head: number;
  readonly server: string;
  readonly place: 'bearer' | 'bearer-header' | 'header' | 'env';
}

const HEADERS = new Set(['http_headers', 'headers']);

/** `env` names what the program gets, `headers` what the server gets; the value is all of the entry. */
function placeOf(
  [part = '', key, ...more]: readonly string[],
  text: string,
  target: Target,
): Found['place'] | undefined {
  const isWhole = text === target.finding.secret.reveal();
  if (more.length > 0) return undefined;
  if (part === 'bearer_token' && key === undefined) return isWhole ? 'bearer' : undefined;
  if (key === undefined) return undefined;
  if (part === 'env') return isWhole && key === target.name ? 'env' : undefined;
  if (!HEADERS.has(part)) return undefined;
  if (isWhole) return 'header';
  const isBearer = key.toLowerCase() === 'authorization' && /^Bearer +\S+$/i.test(text);
  return isBearer && text.endsWith(target.finding.secret.reveal()) ? 'bearer-header' : undefined;
}

function find({ entries, tables }: TomlParts, target: Target): Found | undefined {
  const { start, end } = target.finding.span;
  const entry = entries.find(
    (one) => one.text !== undefined && one.valueStart <= start && end <= one.valueEnd,
  );
  const [root, server = '', ...rest] = entry?.path ?? [];
  if (!entry || root !== 'mcp_servers') return undefined;
  const table = tables.find(({ path }) => path.length === 2 && path[0] === root && path[1] === server);
  const place = placeOf(rest, entry.text ?? '', target);
  return table && place ? { target, entry, head: table.start, server, place } : undefined;
}

const quote = (text: string): string => JSON.stringify(text);

/** Statements that name where the values come from, for the table of one server. */
function statementsFor(own: readonly Found[]): readonly string[] {
  const of = (place: Found['place']) => own.filter((one) => one.place === place);
  const keyOf = ({ entry }: Found) => entry.path.at(-1) ?? '';
  const env = [...new Set(of('env').map(keyOf))];
  const headers = of('header').map((one) => [keyOf(one), one.target.name] as const);
  return [
    ...of('bearer-header').map(({ target }) => codexBearer(target.name)),
    ...(env.length > 0 ? [codexVariables(env)] : []),
    ...(headers.length > 0 ? [codexHeaders(headers)] : []),
  ];
}

/** Behind the head of a server's table, each on a line of its own. */
function insert(text: string, head: number, statements: readonly string[]): Edit {
  const stop = text.indexOf('\n', head);
  const line = stop === -1 ? text.length : stop;
  const at = text[line - 1] === '\r' ? line - 1 : line;
  const before = lineEnd(text) + indentAt(text, head);
  return { start: at, end: at, text: statements.map((one) => before + one).join('') };
}

const ADDED = new Set(['bearer_token_env_var', 'env_vars', 'env_http_headers']);

/** Servers that say such things already: what to do with what they say is for a person. */
function isTaken({ entries, tables }: TomlParts, server: string): boolean {
  return [...entries, ...tables].some(
    ({ path }) => path[0] === 'mcp_servers' && path[1] === server && ADDED.has(path[2] ?? ''),
  );
}

/**
 * Codex fills nothing in: the entry goes, and another names the variable that holds the value.
 * https://developers.openai.com/codex/mcp
 */
export const fixCodex: Strategy = ({ text }, targets): Outcome => {
  const parts = readTomlParts(text);
  const left = new Map<Target, Reason>();
  const found: Found[] = [];
  for (const target of targets) {
    const one = parts && find(parts, target);
    const bearers = found.filter(({ server, place }) => server === one?.server && place.startsWith('bearer'));
    const isSecond = one !== undefined && one.place.startsWith('bearer') && bearers.length > 0;
    if (parts && one && !isSecond && !isTaken(parts, one.server)) found.push(one);
    else left.set(target, 'unsure');
  }
  const renamed = found.filter(({ place }) => place === 'bearer');
  const edits = renamed.flatMap(({ entry, target }): Edit[] => [
    { start: entry.keyStart, end: entry.keyEnd, text: 'bearer_token_env_var' },
    { start: entry.valueStart, end: entry.valueEnd, text: quote(target.name) },
  ]);
  const removed = found.filter(({ place }) => place !== 'bearer');
  for (const own of Map.groupBy(removed, ({ head }) => head).values())
    edits.push(insert(text, own[0]?.head ?? 0, statementsFor(own)));
  const gone = removed.map(({ entry }) => entry);
  return { edits: [...edits, ...removeEntries(text, parts?.entries ?? [], gone)], left };
};
