/** A value of a JSON document with comments, and where it stands; offsets in UTF-16 code units, `end` exclusive. */
export interface JsonNode {
  readonly kind: 'map' | 'list' | 'string' | 'word';
  readonly start: number;
  readonly end: number;
  /** Of a map. */
  readonly entries: readonly { readonly key: string; readonly keyStart: number; readonly value: JsonNode }[];
  /** Of a list. */
  readonly items: readonly JsonNode[];
  /** Of a string: decoded. */
  readonly text?: string;
}

const MAX_DEPTH = 200;
const BLANK = /(?:\s|\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const STRING = /"(?:[^"\\\n\r]|\\.)*"/y;
const WORD = /[-+\w.]+/y;

class Broken extends Error {}

class Reader {
  readonly #text: string;
  at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  skip(): void {
    BLANK.lastIndex = this.at;
    this.at += BLANK.exec(this.#text)?.[0].length ?? 0;
  }

  take(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw new Broken();
    this.at += found.length;
    return found;
  }

  /** Whether the next character is this one, which is then passed. */
  has(character: string): boolean {
    this.skip();
    if (this.#text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  string(): { readonly text: string; readonly start: number } {
    this.skip();
    const start = this.at;
    const decoded: unknown = JSON.parse(this.take(STRING));
    if (typeof decoded !== 'string') throw new Broken();
    return { text: decoded, start };
  }

  value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new Broken();
    this.skip();
    const start = this.at;
    const node = { start, entries: [], items: [] };
    if (this.#text[start] === '"') {
      const { text } = this.string();
      return { ...node, kind: 'string', end: this.at, text };
    }
    if (this.has('{')) {
      const entries = this.#list('}', () => {
        const key = this.string();
        if (!this.has(':')) throw new Broken();
        return { key: key.text, keyStart: key.start, value: this.value(depth + 1) };
      });
      return { ...node, kind: 'map', entries, end: this.at };
    }
    if (this.has('[')) {
      const items = this.#list(']', () => this.value(depth + 1));
      return { ...node, kind: 'list', items, end: this.at };
    }
    this.take(WORD);
    return { ...node, kind: 'word', end: this.at };
  }

  #list<T>(close: string, read: () => T): readonly T[] {
    const all: T[] = [];
    while (!this.has(close)) {
      all.push(read());
      if (this.has(',')) continue;
      if (!this.has(close)) throw new Broken();
      break;
    }
    return all;
  }
}

/** Reads JSON with comments and trailing commas; undefined for what is broken or nested too deep. Linear. */
export function readJsonc(text: string): JsonNode | undefined {
  const reader = new Reader(text);
  try {
    const node = reader.value(0);
    reader.skip();
    return reader.at === text.length ? node : undefined;
  } catch {
    return undefined;
  }
}

/** The maps and lists that hold an offset, the outermost first. */
export function nodesAround(root: JsonNode, offset: number): readonly JsonNode[] {
  const around: JsonNode[] = [];
  for (let node: JsonNode | undefined = root; node;) {
    around.push(node);
    const below: readonly JsonNode[] = [...node.entries.map(({ value }) => value), ...node.items];
    node = below.find(({ start, end }) => start <= offset && offset < end);
  }
  return around;
}
