import { ByteSource } from './byte-source.ts';
import { inflate } from './inflate.ts';
import { Meter } from './meter.ts';
import { readLocalHeader, type LocalHeader } from './local-header.ts';
import { skipDescriptor } from './skip-descriptor.ts';
import { readStored, readStoredToDescriptor } from './stored.ts';
import { ZipStop, type StopReason, type ZipLimits } from './zip-stop.ts';

// A reader of our own: yauzl and zip.js need random access, so the whole zip on disk or in memory; fflate and unzipper
// look for an entry's end by its signature, which a stored entry may hold, and inflate whatever comes, without a brake.
// Node's zlib knows where a deflate stream ends and waits for its reader.

/** One file in a zip. */
export interface ZipEntry {
  /** Hostile; see {@link LocalHeader}. */
  readonly name: string;
  /** Its bytes, to be gone through once and before the next entry; what is left is skipped. Never throws. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A zip being read. */
export interface ZipReading {
  /** Its files in the order of the zip; never throws. */
  readonly entries: AsyncGenerator<ZipEntry>;
  /** Why the reading ended before the end of the zip; undefined when it did not. Complete once `entries` has ended. */
  stopped(): StopReason | undefined;
}

const STORED = 0;
const DEFLATED = 8;

async function* unpack(source: ByteSource, header: LocalHeader): AsyncGenerator<Uint8Array> {
  const { method, hasDescriptor, packedBytes } = header;
  if (method !== STORED && method !== DEFLATED) throw new ZipStop('method');
  if (method === STORED && hasDescriptor && packedBytes === 0) return yield* readStoredToDescriptor(source);
  const start = source.taken;
  yield* method === STORED ? readStored(source, packedBytes) : inflate(source);
  if (hasDescriptor) return skipDescriptor(source);
  // A header that lies leaves no way to know where the next one is.
  if (source.taken - start !== packedBytes) throw new ZipStop('header');
}

/**
 * Reads a zip as it comes, entry by entry, with a memory that does not depend on its size: GitHub's logs and artifacts
 * have their sizes behind the data, and a log of gigabytes is as good as one that never ends. Whatever is wrong with it
 * ends the reading and is told by `stopped`; what was read before counts.
 *
 * @param pieces the zip; what it throws ends the reading as `interrupted`. It is closed at the end
 */
export function readZip(pieces: AsyncIterable<Uint8Array>, limits: ZipLimits): ZipReading {
  const source = new ByteSource(pieces, limits.bytes);
  let stopped: StopReason | undefined;
  const isStopped = () => stopped !== undefined;
  const stop = (error: unknown) => {
    stopped ??= error instanceof ZipStop ? error.reason : 'interrupted';
  };

  async function* readEntry(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) yield next.value;
    } catch (error) {
      stop(error);
    }
  }

  async function* readEntries(): AsyncGenerator<ZipEntry> {
    const meter = new Meter(limits, source);
    try {
      for (let header = await readLocalHeader(source); header; header = await readLocalHeader(source)) {
        meter.countEntry();
        const chunks = meter.measure(unpack(source, header));
        try {
          if (!header.name.endsWith('/')) yield { name: header.name, bytes: readEntry(chunks) };
          for (
            let next = await chunks.next();
            next.done !== true && !isStopped();
            next = await chunks.next()
          );
        } finally {
          await chunks.return(undefined);
        }
        if (isStopped()) return;
      }
    } catch (error) {
      stop(error);
    } finally {
      await source.close().catch(() => undefined);
    }
  }
  return { entries: readEntries(), stopped: () => stopped };
}
