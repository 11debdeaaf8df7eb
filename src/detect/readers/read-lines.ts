import { slice, trim, type Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Place } from './candidate.ts';
import { roleOf } from './roles.ts';

/** What may stand before a name: a list's dash, a comment's mark, a word that sets a variable. */
const LEAD =
  /^[\s>|*+-]*(?:(?:#+|\/\/+|;+|--|REM|rem)\s*)?(?:[-*]\s+)?(?:[$%]\s+)?@?(?:(?:%env|%set_env|export|set|setx|ENV|ARG|env|Environment=|declare -x|local|readonly)\s+)?["'`*]{0,3}/;
/** A name and what follows it. A colon needs a space behind it, or it is a part of something. */
const NAME =
  /^((?:\$[Ee]nv:)?[A-Za-z_][\w.-]{0,127})["'`*]{0,3}\s{0,16}(?:=>|:=|\?=|\+=|=|:(?=\s|["']|$))\s{0,64}/;
/** Each run is looked at from its first character only, which keeps these two linear. */
const COMMENT = /(?<!\s)\s+(?:#|\/\/|;|--|<!--|\|)(?:\s|$)/;
const TRAILING = /(?<![\s,;`*|\\])[\s,;`*|\\]+$/;
const MAX_LINE = 65_536;
/** A quoted value of several lines, such as a key in PEM. */
const MAX_QUOTED = 16_384;
/** The name of the line before, for `name: X` followed by `value: Y`. */
const NAMES_NEXT = /^(?:name|key|id|header|variable)$/i;
const VALUE_OF_NAME = /^(?:value|default|val)$/i;

interface Line {
  readonly start: number;
  readonly end: number;
}

function* linesOf(text: string): Generator<Line> {
  let start = 0;
  while (start <= text.length) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found;
    yield { start, end };
    start = end + 1;
  }
}

/** The value at the end of a line: quoted, or up to a comment. */
function readValue(text: Written, start: number, end: number, isSpread: boolean): Written {
  const rest = text.value.slice(start, end);
  const quote = /^(?:["'`])/.exec(rest)?.[0];
  if (quote !== undefined) {
    let close = rest.indexOf(quote, 1);
    while (close > 0 && rest[close - 1] === '\\') close = rest.indexOf(quote, close + 1);
    if (close > 0) return slice(text, start + 1, start + close);
    const later = isSpread ? text.value.slice(start + 1, start + MAX_QUOTED).indexOf(quote) : -1;
    return slice(text, start + 1, later === -1 ? end : start + 1 + later);
  }
  const template = /^\{\{.{0,1024}?\}\}/.exec(rest)?.[0];
  if (template !== undefined) return slice(text, start, start + template.length);
  // `KEY=value # what it is`, `KEY: value,`, and Markdown's decoration.
  const comment = COMMENT.exec(rest)?.index ?? rest.length;
  const value = rest.slice(0, comment).replace(TRAILING, '');
  return slice(text, start, start + value.length);
}

/**
 * Reads names and values line by line, in any language that writes them so: dotenv files, properties, YAML and TOML
 * that no parser takes, a diff's hunk, commented assignments, tables and lists of a text. Linear.
 *
 * @param isSpread whether a quoted value may go on over several lines
 */
export function readLines(text: Written, place: Place, isSpread = false): readonly Candidate[] {
  const found: Candidate[] = [];
  let before: string | undefined;
  for (const { start, end } of linesOf(text.value)) {
    const line = text.value.slice(start, Math.min(end, start + MAX_LINE));
    const lead = LEAD.exec(line)?.[0].length ?? 0;
    const name = NAME.exec(line.slice(lead));
    // `- 'NAME=value'`: the quote before the name ends behind the value.
    const quote = /["'`]$/.exec(line.slice(0, lead))?.[0];
    const close = quote === undefined ? -1 : line.lastIndexOf(quote);
    const stop = close > lead ? close : line.length;
    const written = name && readValue(text, start + lead + name[0].length, start + stop, isSpread);
    const own = name?.[1]?.replace(/^\$[Ee]nv:/, '');
    if (!written || own === undefined || trim(written).value === '') {
      if (line.trim() !== '') before = undefined;
      continue;
    }
    const key = before !== undefined && VALUE_OF_NAME.test(own) ? before : own;
    before = NAMES_NEXT.test(own) ? written.value : undefined;
    const { slot = 'env', isNames } = roleOf(key);
    if (isNames) continue;
    for (const one of expand({ written, slot, key, server: place.server, trust: place.trust }, place))
      found.push(one);
  }
  return found;
}
