import type { Candidate } from './candidate.ts';
import { leavesOf } from './json-node.ts';
import { parseJson } from './parse-json.ts';
import { readUrl } from './read-url.ts';
import { literalPieces } from '../not-a-secret/references.ts';
import { asWritten, decodedAs, slice, trim, unquote, type Written } from './written.ts';

/** Values that are documents themselves nest this deep at most: JSON in a string in JSON. */
const MAX_LEVELS = 3;
/** Longer values are only searched for known formats. */
const MAX_LENGTH = 65_536;
/** `Server=…;Password=…` of ADO and ODBC, also behind a JDBC URL. */
const PASSWORD_FIELD =
  /(?:^|;)\s{0,8}(?:password|pwd|accountkey|sharedaccesskey)\s{0,8}=\s{0,8}([^;]{1,256})/i;
/** `user:password@tcp(host)/db`, the DSN of Go's MySQL driver. */
const GO_DSN = /^[^\s:@/]{1,64}:([^\s/]{1,128})@(?:tcp|unix)\(([^)]{1,255})\)\//;
const CLIENT_SECRET = /^client_?secret$/i;

function readDocument(outer: Candidate, written: Written, level: number): readonly Candidate[] | undefined {
  if (!/^\s*[[{]/.test(written.value)) return undefined;
  const root = parseJson(written.value);
  if (root?.type !== 'object' && root?.type !== 'array') return undefined;
  // `{env:NAME}` and `[your-key]` look like documents, but hold no string.
  const leaves = leavesOf({ node: root, text: written }, outer.key ?? '');
  if (leaves.length === 0) return undefined;
  return leaves.flatMap(({ key, value }) => {
    const isClientSecret = CLIENT_SECRET.test(key);
    const slot = isClientSecret && outer.slot === 'argument' ? 'oauth-client-secret' : outer.slot;
    return expand(
      { written: value, slot, key, server: outer.server, ...(isClientSecret ? { isSecretPlace: true } : {}) },
      level + 1,
    );
  });
}

/** Smithery's `?config=`: base64 of a JSON document that holds the provider's keys. The span is the encoded run. */
function readEncodedDocument(outer: Candidate, level: number): readonly Candidate[] | undefined {
  const { written, slot, key } = outer;
  if (slot !== 'url-query' || key !== 'config' || !written.value.startsWith('ey')) return undefined;
  const inner = readDocument(outer, asWritten(Buffer.from(written.value, 'base64').toString('utf8')), level);
  return inner?.map((candidate) => ({ ...candidate, written: decodedAs(written, candidate.written.value) }));
}

function readConnectionString(outer: Candidate): readonly Candidate[] {
  const { written } = outer;
  const field = PASSWORD_FIELD.exec(written.value);
  const dsn = GO_DSN.exec(written.value);
  const match = field ?? dsn;
  const password = match?.[1];
  if (!match || password === undefined) return [];
  const start = match.index + (field ? match[0].length - password.length : match[0].indexOf(':') + 1);
  const host =
    dsn?.[2]?.replace(/:\d+$/, '').toLowerCase() ??
    /(?:server|host|data source)\s{0,8}=\s{0,8}(?:tcp:)?([^;,]{1,255})/i.exec(written.value)?.[1];
  return [
    {
      ...outer,
      written: slice(written, start, start + password.length),
      slot: 'url-userinfo',
      isSecretPlace: true,
      user: '',
      ...(host === undefined ? {} : { host: host.trim().toLowerCase() }),
    },
  ];
}

/** `${DATABASE_URL:-postgres://…}`: a URL written out as the default of a reference. */
function readDefaultUrl(outer: Candidate): readonly Candidate[] {
  const { written } = outer;
  if (!written.value.startsWith('${') || !written.value.includes('://')) return [];
  return literalPieces(written.value).flatMap(
    ({ start, end }) => readUrl({ ...outer, written: slice(written, start, end) }) ?? [],
  );
}

/**
 * Takes a value apart where it is more than one: a URL, a connection string, a JSON document inside a string. What is
 * none of these stays as it is.
 */
export function expand(candidate: Candidate, level = 0): readonly Candidate[] {
  const written = trim(unquote(trim(candidate.written)));
  const whole = { ...candidate, written };
  if (written.value.length > MAX_LENGTH || candidate.isCertain || level >= MAX_LEVELS) return [whole];
  const document = readDocument(whole, written, level) ?? readEncodedDocument(whole, level);
  if (document) return document;
  const inUrl = readUrl(whole);
  if (inUrl)
    return [
      ...inUrl.flatMap((inner) => (inner.slot === 'url-query' ? expand(inner, level + 1) : [inner])),
      ...readConnectionString(whole),
    ];
  const inDefault = readDefaultUrl(whole);
  if (inDefault.length > 0) return inDefault;
  const inDsn = readConnectionString(whole);
  return inDsn.length > 0 ? inDsn : [whole];
}
