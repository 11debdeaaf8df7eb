import type { Edit } from '../edit.ts';
import { eachTarget, isWrittenOut, type Reason, type Source, type Strategy, type Target } from '../target.ts';

type Quotes = 'none' | 'single' | 'double';

const SHELL_FILE = /\.(?:sh|bash|zsh)$|(?:^|\/)[^./]+$/i;

/**
 * In what quotes each offset stands, as a POSIX shell reads the text (2.2 Quoting). Undefined from the first thing on that
 * this does not follow: a here-document, `$'…'`, or a command in backquotes.
 */
function quotesAt(text: string, offset: number): Quotes | undefined {
  let quotes: Quotes = 'none';
  for (let at = 0; at < offset; at++) {
    const character = text[at] ?? '';
    if (quotes === 'single') {
      if (character === "'") quotes = 'none';
    } else if (character === '\\') {
      at++;
    } else if (character === '`' || (character === '$' && /['(]/.test(text.charAt(at + 1)))) {
      return undefined;
    } else if (quotes === 'double') {
      if (character === '"') quotes = 'none';
    } else if (character === '"') {
      quotes = 'double';
    } else if (character === "'") {
      quotes = 'single';
    } else if (text.startsWith('<<', at)) {
      return undefined;
    } else if (character === '#' && (at === 0 || /\s/.test(text.charAt(at - 1)))) {
      const stop = text.indexOf('\n', at);
      // In a comment nothing is filled in, and nothing needs to be.
      if (stop === -1 || stop >= offset) return undefined;
      at = stop;
    }
  }
  return quotes;
}

const WRITTEN: Readonly<Record<Quotes, (name: string) => string>> = {
  none: (name) => `"$${name}"`,
  double: (name) => `\${${name}}`,
  single: (name) => `'"$${name}"'`,
};

function inShell(source: Source, target: Target): readonly Edit[] | Reason {
  if (!SHELL_FILE.test(source.path)) return 'unsure';
  if (!isWrittenOut(source, target)) return 'encoded';
  const { start, end } = target.finding.span;
  const quotes = quotesAt(source.text, start);
  if (quotes === undefined) return 'unsure';
  return [{ start, end, text: WRITTEN[quotes](target.name) }];
}

/**
 * In a script of a POSIX shell, by the quotes around the credential. A variable may take its value from itself, so that
 * whoever calls the script sets it: `TOKEN="$TOKEN" command` and `export TOKEN="$TOKEN"` hand it on.
 */
export const fixShell: Strategy = eachTarget(inShell);
