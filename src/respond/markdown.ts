/**
 * Hostile text in GitHub's Markdown. Everything that comes from a repository goes through one of these functions, so
 * that it cannot become markup, HTML, a mention, a link or a reference.
 */

/** Control, format (bidirectional overrides, zero-width), private-use, lone surrogate and line separator characters. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const INVISIBLE_IN_BLOCK = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const REPLACEMENT_CHARACTER = '\u{fffd}';

/**
 * Backslash escapes stop Markdown, but GitHub finds mentions and references in the rendered text, where the backslash
 * is gone. A zero-width space inside the pattern stops those; Renovate keeps its users unpinged in the same way:
 * https://github.com/renovatebot/renovate/blob/main/lib/util/markdown.ts
 */
const BREAK = '\u{200b}';

const MAX_CODE = 120;
const MAX_PLAIN = 500;
const MAX_BLOCK = 2000;

/** At most `max` UTF-16 code units, never half a character; `…` shows that something was cut. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = /[\ud800-\udbff]/.test(text.charAt(max - 2)) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
}

function clean(text: string, max: number): string {
  return cut(text, max).replace(INVISIBLE, REPLACEMENT_CHARACTER);
}

function fence(text: string, shortest: number): string {
  const runs = text.match(/`+/g) ?? [];
  return '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), shortest));
}

/**
 * Inline code. The fence is longer than any run of backticks inside, which is how CommonMark 6.1 keeps them text, and
 * GitHub looks for no mention, reference or address in code.
 */
export function code(text: string, max: number = MAX_CODE): string {
  const inside = clean(text, max);
  if (inside === '') return '`(empty)`';
  const ticks = fence(inside, 1);
  // One space on each side is taken off again by the renderer, see CommonMark 6.1.
  const pad = inside.startsWith('`') || inside.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${inside}${pad}${ticks}`;
}

/** A name as code; nothing where there is none. */
export function named(name: string | undefined, max = 60): string {
  return name === undefined ? '' : code(name, max);
}

/** Running text on one line, for sentences that may quote something from a repository. */
export function plain(text: string, max: number = MAX_PLAIN): string {
  // Four spaces at the start of a line would be a block of code.
  return (
    clean(text.trim(), max)
      .replace(/[0-9a-f]{7,}/gi, (run) => run.replace(/.{6}(?=.)/g, `$&${BREAK}`))
      .replace(/www(?=\.)/gi, `$&${BREAK}`)
      .replace(/[@#]|:(?=\S)|-(?=[\p{L}\p{N}])/gu, `$&${BREAK}`)
      .replace(/[!#$&()*+\-.<=>@[\\\]^_`{}~]/g, '\\$&')
      .replaceAll('|', '&#124;')
      // Formulas are found in the rendered text as well, and may hold links of their own.
      .replaceAll(/\\\$/g, '\u{ff04}')
  );
}

/** A fenced block that keeps line ends and tabs. */
export function codeBlock(text: string, max: number = MAX_BLOCK): string {
  const inside = blockText(text, max);
  const ticks = fence(inside, 3);
  return `${ticks}\n${inside}\n${ticks}`;
}

/** The same content for places that show text as it is, such as annotations: set apart by four spaces. */
export function indented(text: string, max: number = MAX_BLOCK): string {
  return blockText(text, max)
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}

function blockText(text: string, max: number): string {
  return cut(text.replaceAll('\r\n', '\n'), max).replace(INVISIBLE_IN_BLOCK, REPLACEMENT_CHARACTER);
}

/**
 * One row of a table from cells that are safe Markdown already. Renderers disagree on `\\|`, and a cell that ends too
 * early would set free what stood in code; so no `|` is left inside a cell at all.
 */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '¦').replaceAll('\n', ' ')).join(' | ')} |`;
}

/** An address of ours as a link, or undefined when it is not plain https. */
export function link(address: string | undefined): string | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return undefined;
  return `<${url.href.replaceAll('|', '%7C')}>`;
}
