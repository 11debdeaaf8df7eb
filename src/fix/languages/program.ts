import type { Edit } from '../edit.ts';
import { lineEnd } from '../file-text.ts';
import { eachTarget, isWrittenOut, type Reason, type Source, type Strategy, type Target } from '../target.ts';

/** A text in quotes, on one line and without an escape. */
interface Literal {
  readonly quote: string;
  /** With its quotes. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** The literal around a span: between two equal quotes of which none is in between. */
function literalAround(text: string, start: number, end: number): Literal | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineStop = text.indexOf('\n', end) === -1 ? text.length : text.indexOf('\n', end);
  const head = text.slice(lineStart, start);
  const open = Math.max(head.lastIndexOf('"'), head.lastIndexOf("'"), head.lastIndexOf('`'));
  const quote = head.charAt(open);
  const close = open === -1 ? -1 : text.slice(end, lineStop).indexOf(quote);
  if (close === -1) return undefined;
  const before = head.slice(open + 1);
  const after = text.slice(end, end + close);
  if (/["'`\\]|\$\{|[{}]/.test(before + after)) return undefined;
  // The quote before is one that opens: an even number of that kind stands before it on the line.
  const count = head.slice(0, open).split(quote).length - 1;
  if (count % 2 !== 0 || text.startsWith(quote.repeat(3), lineStart + open - 2)) return undefined;
  return { quote, start: lineStart + open, end: end + close + 1, before, after };
}

interface Program {
  /** What may stand right before a literal. */
  readonly allowed: RegExp;
  /** A text with the variable in it. */
  template(before: string, name: string, after: string): string;
}

const SCRIPT: Program = {
  // Not `attribute="…"` of JSX, not a tag.
  allowed: /(?:[(,[{:?]|[=!]=|=>|[^<\w-]=|[\w$\])] =|\breturn|\|\||\?\?|&&|\+)\s*$/,
  template: (before, name, after) => `\`${before}\${process.env.${name}}${after}\``,
};

const PYTHON: Program = {
  allowed: /(?:[(,[{:=+]|\breturn|\bor|\band)\s*$/,
  template: (before, name, after) => `f"${before}{os.environ['${name}']}${after}"`,
};

function inProgram(program: Program, source: Source, target: Target): readonly Edit[] | Reason {
  const { text } = source;
  if (!isWrittenOut(source, target)) return 'encoded';
  const { start, end } = target.finding.span;
  if (text.slice(start, end) !== target.finding.secret.reveal()) return 'unsure';
  const literal = literalAround(text, start, end);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  if (!literal || !program.allowed.test(text.slice(lineStart, literal.start))) return 'unsure';
  // A key of a map is a name.
  if (
    /^\s*:/.test(text.slice(literal.end, literal.end + 20)) &&
    !/\?[^:]*$/.test(text.slice(lineStart, literal.start))
  )
    return 'unsure';
  const { before, after } = literal;
  const isWhole = before === '' && after === '';
  if (!isWhole && program === PYTHON && /["']/.test(before + after)) return 'unsure';
  const written = isWhole ? target.reference : program.template(before, target.name, after);
  return [{ start: literal.start, end: literal.end, text: written }];
}

const SCRIPT_FILE = /\.[cm]?[jt]sx?$/i;
const PYTHON_FILE = /\.pyi?$/i;

/** In JavaScript and TypeScript: the whole literal becomes an expression, or a template. */
const fixScript = eachTarget((source, target) => inProgram(SCRIPT, source, target));

const IMPORTS_OS = /^import[ \t]+(?:[\w.]+[ \t]*,[ \t]*)*os\b(?!\.)/m;
const FIRST_IMPORT = /^(?:import[ \t]|from[ \t]+(?!__future__)[\w.]+[ \t]+import\b)/m;

/** In Python; `import os` goes before the first import where it is not there. */
const fixPython: Strategy = (source, targets) => {
  const outcome = eachTarget((text, target) => inProgram(PYTHON, text, target))(source, targets);
  if (outcome.edits.length === 0 || IMPORTS_OS.test(source.text)) return outcome;
  const at = FIRST_IMPORT.exec(source.text)?.index;
  if (at === undefined) return { edits: [], left: new Map(targets.map((target) => [target, 'unsure'])) };
  const added = { start: at, end: at, text: `import os${lineEnd(source.text)}` };
  return { ...outcome, edits: [added, ...outcome.edits] };
};

/** In a program, where its language is one of those that it is certain how to write. */
export const fixProgram: Strategy = (source, targets) => {
  if (SCRIPT_FILE.test(source.path)) return fixScript(source, targets);
  if (PYTHON_FILE.test(source.path)) return fixPython(source, targets);
  return { edits: [], left: new Map(targets.map((target) => [target, 'unsure'])) };
};
