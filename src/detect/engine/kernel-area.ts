import { RekeyError } from '../../base/errors.ts';

/** Fills a part of the kernel's memory: words from its beginning, tables from its end. */
export class KernelArea {
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #low: number;
  #high: number;

  constructor(memory: ArrayBuffer, low: number, high: number) {
    this.#words = new Int32Array(memory);
    this.#bytes = new Uint8Array(memory);
    this.#low = low;
    this.#high = high;
  }

  /** The address of the next word. */
  get position(): number {
    return this.#low;
  }

  /** Throws KERNEL_FULL when the area is. */
  word(word: number): void {
    this.#assertRoom(4);
    this.#words[this.#low / 4] = word;
    this.#low += 4;
  }

  /** Writes up to 8 letters, and then the mask of their bytes. */
  letters(letters: string): void {
    this.#assertRoom(16);
    for (let at = 0; at < letters.length; at++) {
      this.#bytes[this.#low + at] = letters.charCodeAt(at);
      this.#bytes[this.#low + 8 + at] = 0xff;
    }
    this.#low += 16;
  }

  /** The address of a copy of the table. Throws KERNEL_FULL when the area is. */
  table(bytes: Uint8Array): number {
    this.#assertRoom(bytes.length);
    this.#high -= bytes.length;
    this.#bytes.set(bytes, this.#high);
    return this.#high;
  }

  #assertRoom(size: number): void {
    if (this.#low + size <= this.#high) return;
    throw new RekeyError(
      'KERNEL_FULL',
      'The table of formats outgrew the memory that kernel.wat plans for it.',
    );
  }
}
