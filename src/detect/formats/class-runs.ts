import type { CharacterClass } from './character-class.ts';
import type { Part } from './format.ts';

type Class = Exclude<Part, string>;

/** Classes up to this length are counted anew each time. */
const SHORT = 64;

/**
 * Counts how many characters of a class stand at a position of one text. Of long classes it remembers how far they were
 * read, so that a text in which a prefix follows a prefix (`sk-sk-sk-`) is not read again from each of them.
 */
export class ClassRuns {
  readonly #text: string;
  readonly #read = new Map<CharacterClass, { from: number; to: number }>();
  /** Characters read until now. */
  steps = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Where the class ends that begins at `at`; it takes all it can. */
  end({ characters, max }: Class, at: number): number {
    const limit = Math.min(this.#text.length, at + max);
    if (max <= SHORT) return this.#count(characters, at, limit);
    const known = this.#read.get(characters);
    if (!known || at < known.from || at > known.to) {
      const to = this.#count(characters, at, limit);
      this.#read.set(characters, { from: at, to });
      return to;
    }
    known.to = Math.max(known.to, this.#count(characters, known.to, limit));
    return Math.min(known.to, limit);
  }

  #count({ members }: CharacterClass, at: number, limit: number): number {
    let end = at;
    while (end < limit && members[this.#text.charCodeAt(end)] === 1) end++;
    this.steps += end - at;
    return end;
  }
}
