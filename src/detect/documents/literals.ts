import type { Written } from '../text/written.ts';
import { listNode, mapNode, textNode, wordNode, type ConfigNode, type Entry } from './config-node.ts';
import { tokenize, type CommentStyle, type Token } from './literal-tokens.ts';

/** A document of literals, and the texts of its comments. */
export interface Literals {
  readonly root: ConfigNode;
  readonly comments: readonly Written[];
}

/** Deeper brackets are counted, not kept: no configuration is nought but brackets. */
const MAX_DEPTH = 200;
const CLOSES: Readonly<Record<string, string>> = { '}': '{', ']': '[', ')': '(' };
const isOpening = (mark: string) => mark === '{' || mark === '[' || mark === '(';
/** The name of a thing behind its path: `process.env.API_KEY`, `this.token`. */
const lastName = (word: string) => word.slice(word.lastIndexOf('.') + 1);

/** What is inside one pair of brackets, while it is read. */
class Frame {
  readonly entries: Entry[] = [];
  readonly items: ConfigNode[] = [];
  readonly open: string;
  key: string | undefined;
  hasValue = false;
  /** No line has ended since the name. */
  isFresh = false;

  constructor(open: string) {
    this.open = open;
  }

  add(value: ConfigNode): void {
    if (this.key === undefined) this.items.push(value);
    else this.entries.push({ key: this.key, value });
    this.hasValue = true;
  }

  end(): void {
    this.key = undefined;
    this.hasValue = false;
  }

  /** `setenv("NAME", "value")` and `["NAME", "value"]` name the second by the first. */
  toNode(): ConfigNode {
    const { entries, items } = this;
    const [first, second] = items;
    const pair: Entry[] =
      items.length === 2 && entries.length === 0 && first?.text && second?.text
        ? [{ key: first.text.value, value: second }]
        : [];
    // PHP's arrays have names as well.
    if (this.open === '[' && entries.length === 0)
      return pair.length > 0 ? { ...listNode(items), entries: pair } : listNode(items);
    return { ...mapNode([...entries, ...pair]), items };
  }
}

function isAssignment(tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (token?.kind !== 'mark') return false;
  const mark = token.mark;
  if (mark === ':') return !(next?.kind === 'mark' && next.mark === ':');
  if (mark !== '=') return false;
  // `==` compares; `=>` names in PHP and Ruby.
  return !(next?.kind === 'mark' && next.mark === '=');
}

/** Whether a name, assignment or the like follows, line ends skipped. */
function namesWhatFollows(tokens: readonly Token[], at: number): boolean {
  let next = at + 1;
  if (tokens[next]?.kind === 'line') next++;
  return isAssignment(tokens, next);
}

class Builder {
  readonly #tokens: readonly Token[];
  /** The brackets around {@link #frame}, the outermost first. */
  readonly #outer: Frame[] = [];
  #frame = new Frame('');
  #dropped = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  build(): ConfigNode {
    for (const [at, token] of this.#tokens.entries()) this.#read(token, at);
    while (this.#outer.length > 0) this.#close(this.#frame.open);
    const { entries, items } = this.#frame;
    const [only] = items;
    if (only && items.length === 1 && entries.length === 0 && only.kind !== 'text') return only;
    return { ...mapNode(entries), items };
  }

  #read(token: Token, at: number): void {
    const frame = this.#frame;
    if (token.kind === 'text') return this.#readText(token.written, at);
    if (token.kind === 'word') return this.#readWord(token.word, at);
    if (token.kind === 'line') {
      // A comma may be missing; in a call, strings of several lines are one.
      if (frame.hasValue && frame.open !== '(') frame.end();
      frame.isFresh = false;
      return undefined;
    }
    return this.#readMark(token.mark, at);
  }

  #readText(written: Written, at: number): void {
    const frame = this.#frame;
    if (namesWhatFollows(this.#tokens, at)) {
      frame.end();
      frame.key = written.value;
    } else frame.add(textNode(written));
  }

  #readWord(word: string, at: number): void {
    const frame = this.#frame;
    if (isAssignment(this.#tokens, at + 1)) {
      // `token: string = "…"`: what stands between is the type.
      const next = this.#tokens[at + 1];
      const isType = frame.key !== undefined && !frame.hasValue && frame.isFresh;
      if (isType && next?.kind === 'mark' && next.mark === '=') return;
      frame.end();
      frame.key = lastName(word);
      frame.isFresh = true;
    } else if (frame.key !== undefined && !frame.hasValue && /^(?:true|false|null|[\d.]+)$/.test(word)) {
      frame.add(wordNode(word));
    }
  }

  #readMark(mark: string, at: number): void {
    const frame = this.#frame;
    if (isOpening(mark)) {
      if (mark === '{') this.#nameBlock(frame, at);
      if (this.#outer.length < MAX_DEPTH) this.#open(mark);
      else this.#dropped++;
    } else if (mark in CLOSES) {
      if (this.#dropped > 0) this.#dropped--;
      else this.#close(CLOSES[mark] ?? '');
    } else if (mark === ',' || mark === ';') {
      frame.end();
    } else if (mark === '=' && isAssignment(this.#tokens, at)) {
      this.#assign(frame);
    }
  }

  /** `headers["Authorization"] = "…"`: the subscript is the name. */
  #assign(frame: Frame): void {
    const subscript = frame.items.at(-1);
    const name =
      subscript?.kind === 'list' && subscript.items.length === 1 ? subscript.items[0]?.text : undefined;
    if (frame.key !== undefined || name === undefined) return;
    frame.items.pop();
    frame.key = name.value;
    frame.hasValue = false;
  }

  /** `variable "name" {`: the block has the name of its label. */
  #nameBlock(frame: Frame, at: number): void {
    const before = this.#tokens[at - 1];
    if (before?.kind !== 'text' || frame.key !== undefined || frame.items.at(-1)?.text !== before.written)
      return;
    frame.items.pop();
    frame.key = before.written.value;
  }

  #open(mark: string): void {
    this.#outer.push(this.#frame);
    this.#frame = new Frame(mark);
  }

  /** Closes the bracket; one that was never opened, as in a piece of a file, is skipped. */
  #close(open: string): void {
    const isInner = this.#frame.open === open;
    const depth = isInner
      ? 1
      : this.#outer.length + 1 - this.#outer.findLastIndex((one) => one.open === open);
    if (depth > this.#outer.length) {
      if (this.#outer.length === 0) this.#frame.end();
      return;
    }
    for (let level = 0; level < depth; level++) {
      const outer = this.#outer.pop();
      if (!outer) return;
      outer.add(this.#frame.toNode());
      this.#frame = outer;
    }
  }
}

/**
 * Reads JSON, JSON5 and the literals of a program: maps, lists, arguments with names, assignments. Whatever is broken,
 * cut or in conflict is read as far as it goes. Linear, without recursion; never throws.
 */
export function readLiterals(source: Written, style: CommentStyle = '//'): Literals {
  const { tokens, comments } = tokenize(source, style);
  return { root: new Builder(tokens).build(), comments };
}
