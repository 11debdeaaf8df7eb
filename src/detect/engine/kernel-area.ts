import { RekeyError } from '../../base/errors.ts';

/** Fills a part of the kernel's memory: words from its beginning, tables from its end. */
export class KernelArea {
  readonly #memory: DataView;
  #low: number;
  #high: number;

  constructor(memory: ArrayBuffer, low: number, high: number) {
    this.#memory = new DataView(memory);
    this.#low = low;
    this.#high = high;
  }

  /** The address of the next word. */
  get position(): number {
    return this.#low;
  }

  /** Throws KERNEL_FULL when the area is. */
  words(...words: readonly number[]): void {
    this.#assertRoom(words.length * 4);
    for (const word of words) {
      this.#memory.setInt32(this.#low, word, true);
      this.#low += 4;
    }
  }

  /** The address of a copy of the table. Throws KERNEL_FULL when the area is. */
  table(bytes: Uint8Array): number {
    this.#assertRoom(bytes.length);
    this.#high -= bytes.length;
    bytes.forEach((byte, index) => this.#memory.setUint8(this.#high + index, byte));
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
