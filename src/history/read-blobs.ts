import { encodingOf, SNIFF_BYTES } from '../base/decode-text.ts';
import { RekeyError } from '../base/errors.ts';
import { startGit } from './git.ts';

/** What git has under an id: its bytes, or why not. */
export type Blob = Buffer | 'missing' | 'too large';

/** One `git cat-file` that is asked for one blob after the other. */
export interface BlobReader {
  /** In the order of the ids; reading goes on while the caller works. */
  read(ids: readonly string[]): AsyncGenerator<Blob>;
  close(): void;
}

const NEWLINE = 0x0a;

/** The bytes of a stream, as many as are asked for. */
class Bytes {
  readonly #chunks: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  async #next(): Promise<Buffer> {
    const { done, value } = await this.#chunks.next();
    if (done) throw new RekeyError('GIT_FAILED', 'git cat-file ended before it had answered.');
    return value;
  }

  /** The line up to the next line end. */
  async line(): Promise<string> {
    let end = this.#held.indexOf(NEWLINE);
    for (; end === -1; end = this.#held.indexOf(NEWLINE))
      this.#held = Buffer.concat([this.#held, await this.#next()]);
    const line = this.#held.toString('utf8', 0, end);
    this.#held = this.#held.subarray(end + 1);
    return line;
  }

  /** The next bytes; none of them when they are only skipped. */
  async take(length: number, keep: boolean): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let left = length; left > 0;) {
      if (this.#held.length === 0) this.#held = await this.#next();
      const piece = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(piece.length);
      left -= piece.length;
      if (keep) pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}

/**
 * Starts reading blobs.
 *
 * @param folder of the repository; absent: that of the working directory
 * @param maxBytes larger blobs are skipped
 * @param env all of git's environment, for a repository of our own
 */
export function openBlobs(folder: string | undefined, maxBytes: number, env?: NodeJS.ProcessEnv): BlobReader {
  const git = startGit(['cat-file', '--batch'], folder, env);
  const bytes = new Bytes(git.stdout);
  return {
    async *read(ids) {
      git.stdin.write(ids.map((id) => `${id}\n`).join(''));
      for (let left = ids.length; left > 0; left -= 1) {
        const [, type, size] = (await bytes.line()).split(' ');
        if (type === 'missing' || size === undefined) yield 'missing';
        else {
          const isWanted = type === 'blob' && Number(size) <= maxBytes;
          const head = await bytes.take(Math.min(Number(size), SNIFF_BYTES), true);
          const rest = await bytes.take(Number(size) - head.length, isWanted);
          await bytes.take(1, false);
          if (isWanted) yield Buffer.concat([head, rest]);
          else yield type !== 'blob' || encodingOf(head) === undefined ? Buffer.alloc(0) : 'too large';
        }
      }
    },
    close() {
      git.stdin.end();
      git.stop();
    },
  };
}
