/** Content of any other element may be set apart, folded, struck out or not shown at all. */
const SHOWN = String.raw`\/?(?:b|br|em|h[1-6]|hr|i|li|ol|p|strong|sub|sup|table|tbody|td|th|thead|tr|ul)[ \t]*\/?>`;
const ATTRIBUTE = String.raw`[ \t]+[\w:-]+[ \t]*=[ \t]*(?:"[^"<>]*"|'[^'<>]*')`;
const LINK_OR_PICTURE = String.raw`\/?(?:a|img)(?:${ATTRIBUTE})*[ \t]*\/?>`;
/** `<https://…>` and `<ada@example.com>`. */
const AUTOLINK = String.raw`[a-z][\w+.-]*[:@][^\s<>"']*>`;
/** What may be a tag, a declaration or an instruction, and is none that is complete and known to show what it holds. */
const TAG = new RegExp(String.raw`<(?!!--)(?=[a-z/!?])(?!${SHOWN}|${LINK_OR_PICTURE}|${AUTOLINK})`, 'i');
const FORMULA = /\$\$/;
/** On one line, between single backticks; an escaped one opens nothing. */
const SPAN = /(?<![\\`])`[^`]+`(?!`)/g;

/** The definition of a link or a footnote; neither is shown where it stands. */
const DEFINITION = /\]:/;
/** Of a link or picture all but a plain address on the same line: a title may go on for lines, and is not shown. */
const LINK = /\]\((?![^\s()<>"']*\))/;

/** Whether something may begin on a line of Markdown that keeps all that comes after it from being read: HTML, a formula. */
export function mayHide(line: string): boolean {
  const text = line.replace(SPAN, '');
  return TAG.test(text) || FORMULA.test(text);
}

/** More brackets open than close: what comes next may be the name of a definition, or stand for a picture. */
function opensBracket(line: string): boolean {
  let depth = 0;
  for (const [mark] of line.matchAll(/\\.|[[\]]/g)) {
    if (mark === '[') depth += 1;
    if (mark === ']') depth = Math.max(0, depth - 1);
  }
  return depth > 0;
}

/** Whether a line may leave a definition or a link open, which ends with its paragraph. */
export function leavesOpen(line: string): boolean {
  return DEFINITION.test(line) || LINK.test(line) || opensBracket(line);
}
