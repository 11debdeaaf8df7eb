import { randomInt } from 'node:crypto';

/** One version of a file, and where it was first. */
export interface HistoryBlob {
  readonly blob: string;
  /** The commit that brought it. */
  readonly commit: string;
  /** From the root of the repository. */
  readonly path: string;
  /** Whether the head of a branch has it. */
  readonly atHead: boolean;
  /** Only commits that no branch has brought it: those of pull requests and tags. */
  readonly offBranches: boolean;
}

const FIRST_CAPACITY = 4096;
const FREE = 0xffff_ffff;
const SURFACE = 1;
const AT_HEAD = 2;

/**
 * Random, so that nobody can make a repository whose ids all fall on the same place of the table: forging a few bytes of
 * an id is cheap.
 */
const [SEED, FACTOR, SECOND_FACTOR] = [
  randomInt(2 ** 32),
  randomInt(2 ** 31) * 2 + 1,
  randomInt(2 ** 31) * 2 + 1,
];

function hash(id: Buffer): number {
  const first = Math.imul(id.readUInt32LE(0) ^ SEED, FACTOR);
  const second = Math.imul((first ^ (first >>> 15)) + id.readUInt32LE(4), SECOND_FACTOR);
  return (second ^ (second >>> 13)) >>> 0;
}

/** Ids that stand one behind the other in one piece of memory. */
class Ids {
  readonly #bytes: number;
  #held: Buffer;
  #count = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#held = Buffer.alloc(bytes * FIRST_CAPACITY);
  }

  get count(): number {
    return this.#count;
  }

  add(id: Buffer): number {
    const at = this.#count * this.#bytes;
    if (at === this.#held.length) this.#held = Buffer.concat([this.#held], this.#held.length * 2);
    id.copy(this.#held, at);
    this.#count += 1;
    return this.#count - 1;
  }

  at(index: number): Buffer {
    return this.#held.subarray(index * this.#bytes, (index + 1) * this.#bytes);
  }
}

function grown(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

/**
 * The blobs of a history, each once. A history has millions: as objects they would take gigabytes, so the ids stand in
 * buffers, with a hash table beside them: about 50 bytes for each blob, and each path once.
 */
export class BlobList {
  readonly #blobs: Ids;
  readonly #commits: Ids;
  readonly #paths: string[] = [];
  readonly #pathNumbers = new Map<string, number>();
  /** How many the branches brought; undefined: all. */
  #onBranches: number | undefined;
  #commitOf = new Uint32Array(FIRST_CAPACITY);
  #pathOf = new Uint32Array(FIRST_CAPACITY);
  #marks = new Uint8Array(FIRST_CAPACITY);
  /** Open addressing: the number of a blob, at a place that its id tells. */
  #table = new Uint32Array(FIRST_CAPACITY * 2).fill(FREE);

  /** @param idBytes 20 for SHA-1, 32 for SHA-256 */
  constructor(idBytes: number) {
    this.#blobs = new Ids(idBytes);
    this.#commits = new Ids(idBytes);
  }

  get size(): number {
    return this.#blobs.count;
  }

  /** The commit that brings the blobs which are added next. */
  startCommit(id: string): void {
    this.#commits.add(Buffer.from(id, 'hex'));
  }

  /**
   * Adds a blob at the path that the current commit gives it. Of a blob that is known the first commit and path stay,
   * unless the path is that of an MCP surface and the one before was not: the same text is more telling there.
   */
  add(blob: string, path: string, isSurface: boolean): void {
    const id = Buffer.from(blob, 'hex');
    const slot = this.#slotOf(id);
    const known = this.#table[slot] ?? FREE;
    if (known === FREE) this.#insert(id, slot, path, isSurface);
    else if (isSurface && !this.#has(known, SURFACE)) this.#place(known, path, true);
  }

  /** All but the first so many are on no branch. */
  endBranches(size: number): void {
    this.#onBranches = size;
  }

  /** The head of a branch has this object; one that is no known blob does not matter. */
  markAtHead(object: string): void {
    const known = this.#table[this.#slotOf(Buffer.from(object, 'hex'))] ?? FREE;
    if (known !== FREE) this.#marks[known] = (this.#marks[known] ?? 0) | AT_HEAD;
  }

  /** In the order in which they were first added. */
  *[Symbol.iterator](): Generator<HistoryBlob> {
    for (let index = 0; index < this.size; index += 1) {
      yield {
        blob: this.#blobs.at(index).toString('hex'),
        commit: this.#commits.at(this.#commitOf[index] ?? 0).toString('hex'),
        path: this.#paths[this.#pathOf[index] ?? 0] ?? '',
        atHead: this.#has(index, AT_HEAD),
        offBranches: index >= (this.#onBranches ?? this.size),
      };
    }
  }

  #has(index: number, mark: number): boolean {
    return ((this.#marks[index] ?? 0) & mark) !== 0;
  }

  #slotOf(id: Buffer): number {
    const mask = this.#table.length - 1;
    for (let slot = hash(id) & mask; ; slot = (slot + 1) & mask) {
      const known = this.#table[slot] ?? FREE;
      if (known === FREE || this.#blobs.at(known).equals(id)) return slot;
    }
  }

  #insert(id: Buffer, slot: number, path: string, isSurface: boolean): void {
    const index = this.#blobs.add(id);
    if (index === this.#commitOf.length) {
      this.#commitOf = grown(this.#commitOf);
      this.#pathOf = grown(this.#pathOf);
      this.#marks = Buffer.concat([this.#marks], this.#marks.length * 2);
    }
    this.#table[slot] = index;
    this.#place(index, path, isSurface);
    if (this.size * 2 > this.#table.length) this.#growTable();
  }

  #place(index: number, path: string, isSurface: boolean): void {
    let number = this.#pathNumbers.get(path);
    if (number === undefined) {
      number = this.#paths.push(path) - 1;
      this.#pathNumbers.set(path, number);
    }
    this.#commitOf[index] = this.#commits.count - 1;
    this.#pathOf[index] = number;
    if (isSurface) this.#marks[index] = (this.#marks[index] ?? 0) | SURFACE;
  }

  #growTable(): void {
    this.#table = new Uint32Array(this.#table.length * 2).fill(FREE);
    for (let index = 0; index < this.size; index += 1)
      this.#table[this.#slotOf(this.#blobs.at(index))] = index;
  }
}
