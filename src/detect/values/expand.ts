import { RUN_LENGTH } from '../formats/formats.ts';
import { isSecretKey } from '../judge/secret-key.ts';
import { literalPieces } from '../not-a-secret/references.ts';
import type { Candidate, Place } from '../readers/candidate.ts';
import { kindOfPath, sniff, type Kind } from '../readers/kind.ts';
import { commandWords, looksLikeCommand } from '../readers/shell-words.ts';
import { readArguments } from '../servers/read-arguments.ts';
import { base64Decoded } from '../text/base64.ts';
import { unescape } from '../text/unescape.ts';
import { slice, trim, unquote, type Written } from '../text/written.ts';
import { readConnectionString } from './connection-string.ts';
import { readCookies } from './read-cookies.ts';
import { readUrl } from './read-url.ts';

/** Texts in texts nest this deep at most: JSON in a string in a script in YAML. */
const MAX_LEVELS = 5;
/** Longer values are read as texts, if at all. */
const MAX_LENGTH = 65_536;
/** A document behind some words, as people paste it into a chat. */
const EMBEDDED = /\{\s{0,16}"[\w.-]{1,64}"\s{0,4}:\s{0,16}[{"[]/;
/** `NAME=value` or `NAME: value` and no more. */
const VARIABLE = /^[A-Z][A-Z\d]{0,32}(?:_[A-Z\d]{1,32}){1,8}(=|:[ \t]+)\S+\s*$/;
const SCRIPT_KEY =
  /^(?:run|script|command|cmd|args|entrypoint|claude_args|setup|prepare|install|start|postinstall)$/i;

/** What language a value is in, when it is a text of its own; undefined for a plain value. */
function kindOfValue(value: string, key: string | undefined): Kind | undefined {
  // `{{ … }}` is a template.
  if (/^\s*(?:\[|\{(?!\{))/.test(value) && /["':]/.test(value) && sniff(value) === 'json') return 'json';
  if (!/^\s*[{[]/.test(value) && EMBEDDED.test(value)) return 'text';
  // The one line of a block in which an action takes variables: `claude_env: |`.
  const variable = VARIABLE.exec(value);
  if (variable) return variable[1] === '=' ? 'dotenv' : 'yaml';
  if (!value.includes('\n')) return undefined;
  if (/^\s*-----BEGIN /.test(value)) return undefined;
  if (key !== undefined && SCRIPT_KEY.test(key)) return 'shell';
  const named = key?.includes('.') ? kindOfPath(key) : 'text';
  return named === 'text' ? sniff(value) : named;
}

function readDocument(outer: Candidate, place: Place): readonly Candidate[] | undefined {
  const { written, key, slot, server, trust } = outer;
  const kind = kindOfValue(written.value, key);
  if (kind === undefined) return undefined;
  const inner = place.read(written, kind, { ...place, server, trust, level: place.level + 1 });
  // `{env:NAME}` and `[your-key]` look like documents, but hold nothing.
  if (inner.length === 0) return kind === 'json' ? undefined : [];
  return inner.map((candidate) => (candidate.slot === 'env' ? { ...candidate, slot } : candidate));
}

/** base64 of a document: Smithery's `?config=`, blobs in variables. The span is the encoded run. */
function readEncoded(outer: Candidate, place: Place): readonly Candidate[] | undefined {
  const { value } = outer.written;
  // Base64 of `{"` and of a `-----BEGIN`.
  if (!/^(?:eyJ|ewog|ewo|LS0tLS1CRUdJTi)/.test(value) || value.includes('.')) return undefined;
  const decoded = base64Decoded(outer.written);
  if (!decoded) return undefined;
  if (/^\s*\{/.test(decoded.value)) return readDocument({ ...outer, written: decoded }, place);
  return [{ ...outer, written: decoded }];
}

/** `${DATABASE_URL:-postgres://…}`: a URL written out as the default of a reference. */
function readDefaultUrl(outer: Candidate): readonly Candidate[] {
  const { written } = outer;
  if (!written.value.startsWith('${') || !written.value.includes('://')) return [];
  return literalPieces(written.value).flatMap(
    ({ start, end }) => readUrl({ ...outer, written: slice(written, start, end) }) ?? [],
  );
}

/** A permission such as `Bash(curl -H "Authorization: …")`: what stands in the brackets. */
function insidePermission(written: Written): Written {
  const tool = /^[A-Z]\w{0,31}\((?=.*\)$)/s.exec(written.value)?.[0];
  return tool ? slice(written, tool.length, written.value.length - 1) : written;
}

function readCommand(outer: Candidate, place: Place): readonly Candidate[] {
  const line = insidePermission(outer.written);
  if (!looksLikeCommand(line.value)) return [];
  const inner = place.read(line, 'shell', {
    ...place,
    server: outer.server,
    trust: outer.trust,
    level: place.level + 1,
  });
  return inner.length > 0
    ? inner
    : readArguments(commandWords(line), { ...place, server: outer.server, trust: outer.trust });
}

/** Without quotes; a JSON string inside a string is read as one (Smithery writes `--config` so). */
function unquoteText(written: Written): Written {
  const inner = unquote(written);
  const isString = inner !== written && written.value.startsWith('"') && inner.value.includes('\\"');
  return isString ? unescape(inner) : inner;
}

/** A quote that nothing opened, and what follows it, belong to the text around the value. */
function withoutTail(written: Written): Written {
  const tail = /(["'`])[,;)\]}]{0,8}$/.exec(written.value);
  const quote = tail?.[1] ?? '';
  return tail && written.value.indexOf(quote) === tail.index ? slice(written, 0, tail.index) : written;
}

/** Shorter than any token of a known format and with no sign of being more than one value: a word. */
function isWord(value: string): boolean {
  return value.length < RUN_LENGTH && !/[\s:=@%({[]/.test(value);
}

/** Whether it matters that a word stands here: only as a password or a short key. */
function mayBeSecret({ isSecretPlace, isCertain, key }: Candidate): boolean {
  return isCertain === true || (isSecretPlace ?? (key !== undefined && isSecretKey(key)));
}

/**
 * Takes a value apart where it is more than one: a URL, a connection string, a document or a command line inside a
 * string. What is none of these stays as it is.
 */
export function expand(candidate: Candidate, place: Place): readonly Candidate[] {
  const written = withoutTail(trim(unquoteText(trim(candidate.written))));
  const whole = { ...candidate, written };
  if (isWord(written.value)) return mayBeSecret(candidate) ? [whole] : [];
  if (candidate.isCertain || place.level >= MAX_LEVELS) return [whole];
  const document = readDocument(whole, place);
  if (document) return document.length > 0 ? document : [whole];
  if (written.value.length > MAX_LENGTH) return [whole];
  const encoded = readEncoded(whole, place);
  if (encoded) return encoded;
  const deeper = { ...place, level: place.level + 1 };
  const inUrl = readUrl(whole);
  if (inUrl)
    return [
      ...inUrl.flatMap((inner) => (inner.slot === 'url-query' ? expand(inner, deeper) : [inner])),
      ...readConnectionString(whole),
    ];
  const inDefault = readDefaultUrl(whole);
  if (inDefault.length > 0) return inDefault;
  const inCookies = readCookies(whole);
  if (inCookies.length > 0) return inCookies;
  const inDsn = readConnectionString(whole);
  if (inDsn.length > 0) return inDsn;
  const inCommand = readCommand(whole, place);
  return inCommand.length > 0 ? inCommand : [whole];
}
