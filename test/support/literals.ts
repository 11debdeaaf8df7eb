/** A pattern may stand behind these; behind anything else a slash divides. */
const BEFORE_PATTERN = /[(=,:?&|!{};\n]\s*$|\breturn\s+$/;
const PATTERN = /\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[dgimsuy]*/y;
const BLANK = /\/\*[\s\S]*?\*\/|\/\/.*/y;
const QUOTED = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/y;

class Scanner {
  readonly #source: string;
  readonly found: string[] = [];
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const taken = pattern.exec(this.#source);
    if (taken) this.#at += taken[0].length;
    return taken;
  }

  /** Reads code up to the brace that closes it, or to the end. */
  code(): void {
    for (let depth = 0; this.#at < this.#source.length;) {
      if (this.#take(BLANK)) continue;
      const quoted = this.#take(QUOTED);
      if (quoted) {
        this.found.push(quoted[1] ?? quoted[2] ?? '');
        continue;
      }
      const character = this.#source[this.#at];
      const before = this.#source.slice(Math.max(0, this.#at - 20), this.#at);
      if (character === '/' && BEFORE_PATTERN.test(before) && this.#take(PATTERN)) continue;
      this.#at += 1;
      if (character === '`') this.#template();
      if (character === '{') depth += 1;
      if (character === '}' && (depth -= 1) < 0) return;
    }
  }

  #template(): void {
    let text = '';
    while (this.#at < this.#source.length && this.#source[this.#at] !== '`') {
      if (this.#source.startsWith('${', this.#at)) {
        this.#at += 2;
        this.code();
        text += '§';
        continue;
      }
      text += this.#source[this.#at];
      if (this.#source[this.#at] === '\\') text += this.#source[(this.#at += 1)] ?? '';
      this.#at += 1;
    }
    this.#at += 1;
    this.found.push(text);
  }
}

/** The string literals of a source in TypeScript, as they are written; `§` is what is filled into a template. */
export function literals(source: string): readonly string[] {
  const scanner = new Scanner(source.replaceAll(/new RekeyError\([^)]*\)/g, ''));
  scanner.code();
  return scanner.found;
}
