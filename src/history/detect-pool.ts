import { Secret } from '../base/secret.ts';
import type { Finding } from '../detect/index.ts';
import type { BlobFindings, DetectAnswer, DetectTask, PlainFinding } from './detect-task.ts';

/** The thread's file, beside this one, in the sources as in the build. */
const THREAD = new URL(`./detect-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** What one blob holds. */
export interface FoundInBlob extends Omit<BlobFindings, 'findings'> {
  readonly findings: readonly Finding[];
}

/** What came of some blobs. */
export interface Detected {
  readonly found: readonly FoundInBlob[];
  readonly leftOut: number;
}

/** A thread that finds credentials in the blobs of one repository, beside the thread that answers webhooks. */
export interface DetectPool {
  detect(items: DetectTask['items']): Promise<Detected>;
  close(): Promise<void>;
}

function toFinding({ value, ...rest }: PlainFinding): Finding {
  return { ...rest, secret: new Secret(value) };
}

/**
 * Starts the thread.
 *
 * @param folder of a bare repository of our own
 * @param stop ends the thread at once; what was asked for then fails
 */
export async function openDetectPool(folder: string, stop: AbortSignal): Promise<DetectPool> {
  const { Tinypool } = await import('tinypool');
  const pool = new Tinypool({ filename: THREAD.href, name: 'detectTask', minThreads: 1, maxThreads: 1 });
  return {
    async detect(items) {
      const answer: DetectAnswer = await pool.run({ folder, items } satisfies DetectTask, { signal: stop });
      return {
        leftOut: answer.leftOut,
        found: answer.found.map((one) => ({ ...one, findings: one.findings.map(toFinding) })),
      };
    },
    close: () => pool.destroy(),
  };
}
