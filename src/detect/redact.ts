import { findShapes } from './formats/find-formats.ts';

/** Longest piece of a value that is shown: so short that no output ever has eight characters of one. */
const MAX_SHOWN = 7;

/** The public prefix as far as it may be shown, cut at a separator: `sk-ant-api03-` gives `sk-ant-`. */
function shownPrefix(prefix: string): string {
  if (prefix.length <= MAX_SHOWN) return prefix;
  const cut = prefix.slice(0, MAX_SHOWN);
  return /^.*[-_.]/.exec(cut)?.[0] ?? cut;
}

/**
 * What is shown of a credential: at most the public prefix of its format and its length in UTF-16 code units, such as
 * `ghp_… (40 characters)`.
 *
 * @param prefix literal prefix of the format; empty for a value of no known format
 */
export function describeRedacted(length: number, prefix = ''): string {
  return `${shownPrefix(prefix)}… (${length} characters)`;
}

/** Where tokens run into each other, one may hide the beginning of the next, which then stands free. */
const MAX_PASSES = 8;

function redactOnce(text: string): string {
  let rest = 0;
  let redacted = '';
  for (const { start, end } of findShapes(text)) {
    if (start < rest) continue;
    redacted += `${text.slice(rest, start)}[redacted]`;
    rest = end;
  }
  return redacted + text.slice(rest);
}

/**
 * Replaces every text of a known credential format by `[redacted]`, for strings that are stored or shown and might
 * hold one: a path, a branch's name, a key, a line of the log. Errs on the side of hiding: a wrong checksum or a
 * public token is hidden as well.
 */
export function redactKnownFormats(text: string): string {
  let hidden = redactOnce(text);
  for (let pass = 1, before = text; hidden !== before && pass < MAX_PASSES; pass++) {
    before = hidden;
    hidden = redactOnce(before);
  }
  return hidden;
}
