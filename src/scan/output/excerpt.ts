import type { Finding } from '../../detect/index.ts';
import type { Excerpt } from '../item.ts';
import { cutEnd, cutStart, plain, width } from './plain-text.ts';

/** Code units of a line that are looked at on each side: wide enough to see a credential whole before it is cut. */
const REACH = 2048;
/** The least that is shown on each side of the credential, in columns. */
const MIN_SIDE = 12;

/** What stands between two offsets, every credential in it replaced by its redacted form. */
function redactedBetween(
  content: string,
  start: number,
  end: number,
  findings: readonly Finding[],
  scrub: (text: string) => string,
): string {
  let text = '';
  let at = start;
  for (const { span, redacted } of findings) {
    if (span.end <= at || span.start >= end) continue;
    text += scrub(content.slice(at, Math.max(at, span.start))) + redacted;
    at = span.end;
  }
  return at < end ? text + scrub(content.slice(at, end)) : text;
}

function cutToWidth(before: string, mark: string, after: string, columns: number): Excerpt {
  const room = Math.max(columns - width(mark), 2 * MIN_SIDE);
  const right = Math.min(width(after), Math.max(Math.floor(room / 3), room - width(before)));
  return { before: cutStart(before, room - right), mark, after: cutEnd(after, right) };
}

/**
 * The line on which a credential begins, for people: cut to the width around it, its own value and every other one in
 * its redacted form.
 *
 * @param findings all of the text, in its order, also those that are not reported
 * @param columns of the terminal that the line may take
 */
export function excerpt(
  content: string,
  finding: Finding,
  findings: readonly Finding[],
  scrub: (text: string) => string,
  columns: number,
): Excerpt {
  const { start, end, startLine, startColumn, endLine } = finding.span;
  const from = Math.max(start - startColumn + 1, start - REACH);
  const newline = content.slice(end, end + REACH).indexOf('\n');
  const to = newline === -1 ? Math.min(content.length, end + REACH) : end + newline;
  const near = findings.filter(({ span }) => span.end > from && span.start < to);
  const before = plain(redactedBetween(content, from, start, near, scrub));
  const after =
    startLine === endLine ? plain(redactedBetween(content, end, to, near, scrub).replace(/\r$/, '')) : '…';
  return cutToWidth(before.trimStart(), plain(finding.redacted), after.trimEnd(), columns);
}
