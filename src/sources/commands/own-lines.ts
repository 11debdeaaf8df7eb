const LINE_END = /\r\n|\n|\r/;
/** Four columns or a tab make a block of code, or the continuation of something else. */
const INDENTED = /^(?: {4}| {0,3}\t)/;
const FENCE = /^ {0,3}(?<mark>`{3,}|~{3,})(?<info>.*)$/;
/** A fence behind the mark of a list, or moved in below one: where such a fence ends, only a whole parser knows. */
const FENCE_ELSEWHERE = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:`{3,}|~{3,})/;
const QUOTE = /^ {0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*>/;
/** Elements whose content is not what the writer says now. */
const SET_APART =
  /<(?:pre|code|blockquote|details|script|style|textarea|template|xmp|samp|kbd|del|s|strike|q)\b/i;
const COMMENT_START = '<!--';
const COMMENT_END = '-->';

/** Where the reading of a Markdown text stands. */
interface State {
  /** The opening of the fence that is open. */
  readonly fence?: string;
  /** A quote goes on, also without its mark, up to an empty line. */
  readonly quote?: boolean;
  readonly comment?: boolean;
  /** Lengths of the runs of backticks of which this paragraph has an odd number so far: a span of code may be open. */
  readonly odd: ReadonlySet<number>;
  /** From here on it cannot be told what is quoted. */
  readonly doubt?: boolean;
}

interface Step {
  readonly state: State;
  readonly own: boolean;
}

const NONE: ReadonlySet<number> = new Set();
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

function withTicks(before: ReadonlySet<number>, line: string): ReadonlySet<number> {
  const runs = line.match(/`+/g);
  if (!runs) return before;
  const odd = new Set(before);
  for (const { length } of runs) if (!odd.delete(length)) odd.add(length);
  return odd;
}

function afterComment(line: string): boolean {
  return line.lastIndexOf(COMMENT_START) <= line.lastIndexOf(COMMENT_END);
}

function next(state: State, line: string): Step {
  if (state.doubt) return { state, own: false };
  if (state.fence !== undefined) return { state: closes(line, state.fence) ? START : state, own: false };
  if (state.comment)
    return { state: line.includes(COMMENT_END) && afterComment(line) ? START : state, own: false };
  if (line.trim() === '') return { state: START, own: false };
  const fence = opens(line);
  if (fence !== undefined) return { state: { fence, odd: NONE }, own: false };
  if (FENCE_ELSEWHERE.test(line) || SET_APART.test(line))
    return { state: { ...state, doubt: true }, own: false };
  if (line.includes(COMMENT_START))
    return {
      state: afterComment(line)
        ? { ...state, odd: withTicks(state.odd, line) }
        : { comment: true, odd: NONE },
      own: false,
    };
  if (state.quote || QUOTE.test(line)) return { state: { ...state, quote: true }, own: false };
  const own = !INDENTED.test(line) && state.odd.size === 0;
  return { state: { ...state, odd: withTicks(state.odd, line) }, own };
}

/**
 * The lines of a Markdown text that its writer says, and not those in quotes, blocks and spans of code, or HTML comments.
 * Where that cannot be told for certain, a line does not count. Linear in the length of the text.
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
