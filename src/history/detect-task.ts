import type { Finding } from '../detect/index.ts';

/** Some blobs on their way to a thread. */
export interface DetectTask {
  /** Of a bare repository of our own. */
  readonly folder: string;
  readonly items: readonly { readonly blob: string; readonly path: string }[];
}

/** A finding on its way between threads of one process, never anywhere else. */
export interface PlainFinding extends Omit<Finding, 'secret'> {
  readonly value: string;
}

/** What one blob holds. */
export interface BlobFindings {
  /** Of the item. */
  readonly index: number;
  readonly mcpContext: boolean;
  readonly findings: readonly PlainFinding[];
  /** It holds more. */
  readonly isCut: boolean;
}

/** What came of it; blobs without findings are not named. */
export interface DetectAnswer {
  readonly found: readonly BlobFindings[];
  /** Blobs that are too large, and so not there. */
  readonly leftOut: number;
}
