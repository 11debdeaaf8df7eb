import type { StopReason, ZipLimits } from './zip/zip-stop.ts';

const MB = 1_000_000;

/** A log of gigabytes is a program that went wrong; what matters is near its beginning, or in another step. */
export const LOG_LIMITS: ZipLimits = {
  entries: 5000,
  entryBytes: 256 * MB,
  bytes: 256 * MB,
  // Each line has its moment, which cannot be packed so well.
  ratio: 200,
  ratioFrom: 16 * MB,
  ms: 300_000,
};

export const ARTIFACT_LIMITS: ZipLimits = {
  entries: 20_000,
  entryBytes: 256 * MB,
  bytes: 256 * MB,
  ratio: 200,
  ratioFrom: 64 * MB,
  ms: 120_000,
};

/** All artifacts of one run together. */
export const ARTIFACTS = {
  count: 20,
  /** Larger ones, as packed, are not asked for. */
  packedBytes: 256 * MB,
  ms: 480_000,
} as const;

/** Findings of one run that are kept; a log that prints a thousand different credentials shows what is wrong. */
export const MAX_FINDINGS = 500;

/** What the reader of a check run is told of a file that was not read to its end. `what` is of ours: `the log of run 7`. */
const SENTENCES: Readonly<Record<StopReason, (what: string, limits: ZipLimits) => string>> = {
  entries: (what, { entries }) => `Only the first ${entries} files in ${what} were read.`,
  'entry-bytes': (what, { entryBytes }) =>
    `Only the first ${entryBytes / MB} MB of a file in ${what} were read.`,
  bytes: (what, { bytes }) => `Only the first ${bytes / MB} MB of ${what} were read.`,
  ratio: (what, { ratio }) =>
    `Reading ${what} was ended: it unpacks to more than ${ratio} times its size, as a zip bomb does.`,
  time: (what, { ms }) => `Reading ${what} was ended after ${Math.round(ms / 1000)} seconds.`,
  encrypted: (what) => `Reading ${what} was ended at a file that is encrypted.`,
  method: (what) => `Reading ${what} was ended at a file that is packed in an unusual way.`,
  header: (what) => `Reading ${what} was ended where it is no valid zip.`,
  damaged: (what) => `Reading ${what} was ended where it is damaged.`,
  truncated: (what) =>
    `${what.charAt(0).toUpperCase()}${what.slice(1)} is cut off; what there is of it was read.`,
  interrupted: (what) => `Reading ${what} was ended: it stopped coming.`,
};

/** Says why something was not read to its end. */
export function stopSentence(reason: StopReason, what: string, limits: ZipLimits): string {
  return SENTENCES[reason](what, limits);
}

/** Whether another try may read more. */
export function mayPass(reason: StopReason | undefined): boolean {
  return reason === 'interrupted' || reason === 'truncated';
}
