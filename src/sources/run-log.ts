import type { LogPlace } from '../github/place.ts';
import type { Octokit, RepositoryRef } from '../github/types.ts';
import { askForAddress } from './logs/ask-for-address.ts';
import { openDownload } from './logs/download.ts';
import { logEntry } from './logs/log-entry.ts';
import { logPiece, type ReadPiece } from './logs/log-piece.ts';
import { textPieces } from './logs/text-pieces.ts';
import { LOG_LIMITS, mayPass, stopSentence } from './run-limits.ts';
import type { RunTask } from './run-task.ts';
import { readZip } from './zip/read-zip.ts';
import type { ZipLimits } from './zip/zip-stop.ts';

/** A part of what a run left, with where it stands. */
export interface RunPiece<Where> {
  readonly where: Where;
  /** A path for the detector. */
  readonly path: string;
  readonly piece: ReadPiece;
}

/** What a run left, being read. */
export interface RunReading<Where> {
  /** The repository as it is called now. */
  readonly repository: RepositoryRef;
  /** To be gone through once; never throws. */
  readonly pieces: AsyncGenerator<RunPiece<Where>>;
  /** What was not read, in plain words; complete once `pieces` has ended. */
  notes(): readonly string[];
  /** Whether another try may read more; complete once `pieces` has ended. */
  mayPass(): boolean;
}

/** A log, or why there is none. */
export type LogReading =
  | ({ readonly outcome: 'open' } & RunReading<LogPlace>)
  /** Deleted, never made, or not there yet. */
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'expired' };

// Says nothing of a language, so that a log is taken for prose, and is no file that a policy would ignore.
const LOG_PATH = 'actions/runs/log';

/**
 * Opens the log of an attempt of a run and reads it as it comes: one request, and the download of a zip without our
 * token. Throws what octokit throws, and what {@link openDownload} throws.
 *
 * @param signal ends the reading
 */
export async function readRunLog(
  octokit: Octokit,
  { repository, run, attempt }: RunTask,
  signal: AbortSignal,
  limits: ZipLimits = LOG_LIMITS,
): Promise<LogReading> {
  const address = await askForAddress(octokit, repository, { kind: 'log', run, attempt });
  if (address.outcome !== 'found') return address;
  const { baseUrl } = octokit.request.endpoint.DEFAULTS;
  const download = await openDownload(address.location, baseUrl, signal);
  if (download.outcome === 'missing') return download;
  const zip = readZip(download.bytes, limits);

  async function* pieces(): AsyncGenerator<RunPiece<LogPlace>> {
    for await (const { name, bytes } of zip.entries) {
      const entry = logEntry(name);
      if (!entry) continue;
      const where = { kind: 'log', run, attempt, ...entry } as const;
      for await (const piece of textPieces(bytes)) yield { where, path: LOG_PATH, piece: logPiece(piece) };
    }
  }
  return {
    outcome: 'open',
    repository: address.repository,
    pieces: pieces(),
    notes() {
      const stopped = zip.stopped();
      return stopped === undefined ? [] : [stopSentence(stopped, `the log of run ${run}`, limits)];
    },
    mayPass: () => mayPass(zip.stopped()),
  };
}
