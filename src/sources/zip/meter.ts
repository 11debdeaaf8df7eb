import type { ByteSource } from './byte-source.ts';
import { ZipStop, type ZipLimits } from './zip-stop.ts';

/** Counts what comes out, and ends it at the limits; what is below them still comes out. */
export class Meter {
  readonly #limits: ZipLimits;
  readonly #source: ByteSource;
  readonly #until: number;
  #bytes = 0;
  #entries = 0;

  constructor(limits: ZipLimits, source: ByteSource) {
    this.#limits = limits;
    this.#source = source;
    this.#until = Date.now() + limits.ms;
  }

  countEntry(): void {
    this.#entries += 1;
    if (this.#entries > this.#limits.entries) throw new ZipStop('entries');
  }

  async *measure(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { entryBytes, bytes, ratio, ratioFrom } = this.#limits;
    let ofEntry = 0;
    for await (const chunk of chunks) {
      const room = Math.min(entryBytes - ofEntry, bytes - this.#bytes);
      if (chunk.length > room) {
        if (room > 0) yield chunk.subarray(0, room);
        throw new ZipStop(entryBytes - ofEntry < bytes - this.#bytes ? 'entry-bytes' : 'bytes');
      }
      ofEntry += chunk.length;
      this.#bytes += chunk.length;
      if (this.#bytes > ratioFrom && this.#bytes > ratio * this.#source.taken) throw new ZipStop('ratio');
      if (Date.now() > this.#until) throw new ZipStop('time');
      yield chunk;
    }
  }
}
