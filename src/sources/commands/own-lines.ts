import { leavesOpen, mayHide } from './hidden-markdown.ts';

const LINE_END = /\r\n|\n|\r/;
/** Four columns or a tab make a block of code, or the continuation of something else. */
const INDENTED = /^(?: {4}| {0,3}\t)/;
const FENCE = /^ {0,3}(?<mark>`{3,}|~{3,})(?<info>.*)$/;
/** A fence behind the mark of a list, or moved in below one: where such a fence ends, only a whole parser knows. */
const FENCE_ELSEWHERE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})/;
const QUOTE = /^ {0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*>/;
const COMMENT_START = '<!--';
const COMMENT_END = '-->';

/** Where the reading of a Markdown text stands. */
interface State {
  /** The opening of the fence that is open. */
  readonly fence?: string;
  /** A quote, or what may be a definition or link, goes on, also without its mark, up to an empty line. */
  readonly apart?: boolean;
  readonly comment?: boolean;
  /** Runs of backticks, and `$`, of which this paragraph has an odd number so far: a span of code may be open. */
  readonly odd: ReadonlySet<string>;
  /** From here on it cannot be told what is quoted. */
  readonly doubt?: boolean;
}

interface Step {
  readonly state: State;
  readonly own: boolean;
}

const NONE: ReadonlySet<string> = new Set();
const START: State = { odd: NONE };

function closes(line: string, fence: string): boolean {
  const { mark, info } = FENCE.exec(line)?.groups ?? {};
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length && info?.trim() === '';
}

/** The opening of a fence; what holds a backtick after three is a span of code. */
function opens(line: string): string | undefined {
  const { mark, info = '' } = FENCE.exec(line)?.groups ?? {};
  return mark?.startsWith('`') && info.includes('`') ? undefined : mark;
}

/** A dollar sign opens a formula, as a run of backticks opens a span of code. */
function withRuns(before: ReadonlySet<string>, line: string): ReadonlySet<string> {
  const runs = line.match(/`+|\$/g);
  if (!runs) return before;
  const odd = new Set(before);
  for (const run of runs) if (!odd.delete(run)) odd.add(run);
  return odd;
}

function afterComment(line: string): boolean {
  return line.lastIndexOf(COMMENT_START) <= line.lastIndexOf(COMMENT_END);
}

function next(state: State, line: string): Step {
  if (state.doubt) return { state, own: false };
  if (state.fence !== undefined) return { state: closes(line, state.fence) ? START : state, own: false };
  if (state.comment) {
    const ended = line.includes(COMMENT_END) && afterComment(line);
    return { state: ended ? { ...START, doubt: mayHide(line) } : state, own: false };
  }
  if (line.trim() === '') return { state: START, own: false };
  const fence = opens(line);
  if (fence !== undefined) return { state: { fence, odd: NONE }, own: false };
  if (FENCE_ELSEWHERE.test(line)) return { state: { ...state, doubt: true }, own: false };
  const isOpen = state.apart || QUOTE.test(line);
  const isPlain = !isOpen && !INDENTED.test(line) && state.odd.size === 0;
  // What begins on this line hides what comes after it.
  if (mayHide(line)) return { state: { ...state, doubt: true }, own: isPlain };
  if (line.includes(COMMENT_START)) {
    const after = afterComment(line)
      ? { ...state, odd: withRuns(state.odd, line) }
      : { comment: true, odd: NONE };
    return { state: after, own: false };
  }
  if (isOpen || leavesOpen(line)) return { state: { ...state, apart: true }, own: isPlain };
  return { state: { ...state, odd: withRuns(state.odd, line) }, own: isPlain };
}

/**
 * The lines of a Markdown text that its writer says, and not those in quotes, blocks and spans of code, HTML, formulas,
 * links or their definitions. Where that cannot be told for certain, a line does not count. Linear in the length of the text.
 *
 * @see https://spec.commonmark.org/0.31.2/
 */
export function ownLines(markdown: string): readonly string[] {
  const own: string[] = [];
  let state = START;
  for (const line of markdown.split(LINE_END)) {
    const step = next(state, line);
    if (step.own) own.push(line);
    ({ state } = step);
  }
  return own;
}
