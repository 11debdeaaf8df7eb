import { ZipStop } from './zip-stop.ts';

const EMPTY = new Uint8Array();

/** Bytes that come in pieces of any size, read in pieces of another; what was read too far is given back. */
export class ByteSource {
  readonly #pieces: AsyncIterator<Uint8Array>;
  readonly #maxBytes: number;
  #rest: Uint8Array = EMPTY;
  #came = 0;

  /** @param maxBytes after so many bytes the source ends with the stop `bytes` */
  constructor(pieces: AsyncIterable<Uint8Array>, maxBytes: number) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#maxBytes = maxBytes;
  }

  /** Bytes that were taken and not given back. */
  get taken(): number {
    return this.#came - this.#rest.length;
  }

  /** The next bytes, from one to `most`; undefined at the end. */
  async next(most: number): Promise<Uint8Array | undefined> {
    if (this.#rest.length === 0 && !(await this.#pull())) return undefined;
    const bytes = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(bytes.length);
    return bytes;
  }

  /** So many bytes as one, or fewer where the source ends. */
  async upTo(count: number): Promise<Uint8Array> {
    while (this.#rest.length < count && (await this.#pull()));
    return (await this.next(count)) ?? EMPTY;
  }

  /** So many bytes as one; stops with `truncated` where the source ends before. */
  async exactly(count: number): Promise<Uint8Array> {
    if (count === 0) return EMPTY;
    const bytes = await this.upTo(count);
    if (bytes.length < count) throw new ZipStop('truncated');
    return bytes;
  }

  /** Gives back the last bytes that were taken. */
  unread(bytes: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest]);
  }

  /** Ends where the bytes come from. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #pull(): Promise<boolean> {
    for (;;) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      const bytes = next.value;
      this.#came += bytes.length;
      if (this.#came > this.#maxBytes) throw new ZipStop('bytes');
      if (bytes.length === 0) continue;
      this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
      return true;
    }
  }
}
