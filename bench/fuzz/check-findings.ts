import { formats, type Finding } from '../../src/detect/index.ts';

/** Everything that is written as one character in any escape: `&#x1F511;` and `%F0%9F%94%91` are two units. */
const LONGEST_WRITING = 12;
const SHORTEST_TOLD = 8;
const REDACTED = /^([^…]{0,7})… \((\d+) characters\)$/u;
/** The beginnings of escapes in strings, URLs and markup. */
const ESCAPE = /[\\%&]/;
const BASE64 = /^[A-Za-z\d+/_=\s-]+$/;
/** What a run of base64 is made of, itself perhaps in escapes, quotes or comments. */
const ENCODED = /^[A-Za-z\d+/_=\s%\\&;#"',.>|*-]+$/;
/** Beginnings that everybody knows: `eyJ` is that of every JSON Web Token. */
const PUBLIC: readonly string[] = ['eyJ', ...formats.flatMap(({ prefixes }) => prefixes)];

/** Line and column (1-based, in UTF-16 code units) of an offset, counted anew. */
function position(content: string, offset: number): string {
  const before = content.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

function placeMistakes(content: string, { span }: Finding): readonly string[] {
  const { start, end } = span;
  const isInside = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= content.length;
  if (!isInside || start >= end) return ['span outside of the text or empty'];
  const isRight =
    position(content, start) === `${span.startLine}:${span.startColumn}` &&
    position(content, end) === `${span.endLine}:${span.endColumn}`;
  return isRight ? [] : ['lines and columns are not those of the offsets'];
}

const decoded = (text: string) => Buffer.from(text, 'base64').toString('utf8');

/** Whether the characters of a value stand in what is written, in order; line ends may be spaces in the value. */
function isSpelledIn(value: string, written: string): boolean {
  let at = 0;
  for (const character of value.replaceAll(/\s/g, '').split('')) {
    at = written.indexOf(character, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

/** Whether what is written at the span can stand for the value. Decoding it anew would repeat the detector. */
function writingMistakes(content: string, { span, secret }: Finding): readonly string[] {
  const written = content.slice(span.start, span.end);
  const value = secret.reveal();
  if (written === value) return [];
  if (written.length < value.length) return ['what is written is shorter than the value'];
  const isEncoded = ENCODED.test(written);
  if (!isEncoded && written.length > LONGEST_WRITING * value.length)
    return ['what is written is too long for the value'];
  // A run of base64 may be broken by quotes, and may hold another one.
  const isPlain = !ESCAPE.test(written) && !BASE64.test(written) && !decoded(written).includes(value);
  return isPlain && !isSpelledIn(value, written) ? ['what is written is not the value'] : [];
}

function redactionMistakes({ redacted, secret }: Finding): readonly string[] {
  const [, shown = '', length] = REDACTED.exec(redacted) ?? [];
  if (length === undefined) return ['redacted shows more than seven characters'];
  if (Number(length) !== secret.length) return ['redacted tells another length'];
  if (shown !== '' && !PUBLIC.some((prefix) => prefix.startsWith(shown)))
    return ['redacted shows what is no public prefix'];
  return secret.reveal().startsWith(shown) ? [] : ['redacted shows what is not in the value'];
}

/** The address of a server is stored and shown, so no credential may be in it. */
function addressMistakes(findings: readonly Finding[]): readonly string[] {
  const isShown = findings.some(({ serverUrl, secret }) => {
    const value = secret.reveal();
    return value.length >= SHORTEST_TOLD && serverUrl?.includes(value) === true;
  });
  return isShown ? ['the address of the server shows the value'] : [];
}

function orderMistakes(content: string, findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ span }, index) => {
    const before = findings[index - 1]?.span;
    if (!before || span.start >= before.end) return [];
    if (span.start < before.start) return ['findings are not in order'];
    const isRun = [before, span].every(({ start, end }) => ENCODED.test(content.slice(start, end)));
    return isRun && span.start === before.start && span.end === before.end ? [] : ['findings overlap'];
  });
}

/**
 * What is wrong with the findings of a text, whatever the text is: a phrase for each mistake, without any of the text.
 * None for a detector that keeps its word.
 */
export function checkFindings(content: string, findings: readonly Finding[]): readonly string[] {
  return [
    ...findings.flatMap((finding) => [
      ...placeMistakes(content, finding),
      ...writingMistakes(content, finding),
      ...redactionMistakes(finding),
    ]),
    ...orderMistakes(content, findings),
    ...addressMistakes(findings),
  ];
}

/** Everything that a detector says, in a form that can be compared. */
export function spelled(findings: readonly Finding[]): string {
  return JSON.stringify(findings.map((finding) => ({ ...finding, secret: finding.secret.reveal() })));
}
