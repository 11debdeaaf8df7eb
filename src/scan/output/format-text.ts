import type { Found, Outcome } from '../item.ts';
import { cutEnd, GUTTER, plain, width } from './plain-text.ts';
import { count, describe, remedy, size } from './words.ts';

const SHORT_ID = 12;
const MAX_NAME = 80;

const LINE_NUMBER = GUTTER - ' | '.length;

const CODES = { bold: 1, dim: 2, red: 31, green: 32 } as const;
type Paint = (style: keyof typeof CODES, text: string) => string;

const name = (text: string) => cutEnd(plain(text), MAX_NAME);

function formatFound(found: Found, paint: Paint): string {
  const { path, startLine, startColumn, commit, excerpt } = found;
  const place = paint('bold', `${plain(path)}:${startLine}:${startColumn}`);
  const of = commit === null ? '' : paint('dim', ` commit ${commit.slice(0, SHORT_ID)}`);
  const lines = [`${place}${of}: ${describe(found, name)}`];
  if (excerpt) {
    const { before, mark, after } = excerpt;
    const carets = ' '.repeat(width(before)) + paint('red', '^'.repeat(width(mark)));
    lines.push(
      `${paint('dim', `${String(startLine).padStart(LINE_NUMBER)} |`)} ${before}${paint('red', mark)}${after}`,
      `${paint('dim', `${' '.repeat(LINE_NUMBER)} |`)} ${carets}`,
    );
  }
  lines.push(`${' '.repeat(LINE_NUMBER)} ${paint('dim', '=')} ${paint('green', remedy(found))}`);
  return `${lines.join('\n')}\n`;
}

function summary({ found, files, bytes }: Outcome): string {
  const scanned = `${count(files, 'file')} (${size(bytes)})`;
  if (found.length === 0) return `No credentials found in ${scanned}.\n`;
  const different = new Set(found.map(({ fingerprint }) => fingerprint)).size;
  const places = found.length === different ? '' : ` in ${count(found.length, 'place')}`;
  return `${count(different, 'credential')} found${places}, in ${scanned}.
Revoke what was pushed: a leak is closed when the credential is dead, not when the line is gone.\n`;
}

/** What was found, for people. */
export function formatText(outcome: Outcome, isColored: boolean): string {
  const paint: Paint = isColored
    ? (style, text) => `\u{1b}[${CODES[style]}m${text}\u{1b}[0m`
    : (_, text) => text;
  const found = outcome.found.map((one) => `${formatFound(one, paint)}\n`);
  return found.join('') + summary(outcome);
}
