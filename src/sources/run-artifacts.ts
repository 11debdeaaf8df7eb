import { z } from 'zod';
import { encodingOf } from '../base/decode-text.ts';
import type { ArtifactPlace } from '../github/place.ts';
import type { Octokit, RepositoryRef } from '../github/types.ts';
import { readAnswer } from './github-answer.ts';
import { askForAddress } from './logs/ask-for-address.ts';
import { openDownload } from './logs/download.ts';
import { filePiece } from './logs/log-piece.ts';
import { textPieces } from './logs/text-pieces.ts';
import type { RunPiece, RunReading } from './run-log.ts';
import { ARTIFACT_LIMITS, ARTIFACTS, mayPass, stopSentence } from './run-limits.ts';
import type { RunTask } from './run-task.ts';
import { readZip } from './zip/read-zip.ts';
import type { StopReason } from './zip/zip-stop.ts';

/** One artifact of a run. */
export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly size_in_bytes: number;
  readonly expired: boolean;
}

const listSchema = z.object({
  artifacts: z.array(
    z.object({ id: z.number().int(), name: z.string(), size_in_bytes: z.number(), expired: z.boolean() }),
  ),
});

const PER_PAGE = 100;
/** Names of files that hold files. */
const ARCHIVE =
  /\.(?:zip|jar|war|whl|nupkg|vsix|mcpb|dxt|7z|rar|tar|tgz|tbz2?|txz|(?:tar\.)?(?:gz|bz2|xz|zst))$/i;

/** The artifacts of a run: one request. */
export async function listArtifacts(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  run: number,
): Promise<readonly Artifact[]> {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', {
    owner,
    repo,
    run_id: run,
    per_page: PER_PAGE,
  });
  return readAnswer(listSchema, data).artifacts;
}

/** The artifacts that are read, and notes for those that are not. */
export function chooseArtifacts(
  all: readonly Artifact[],
  run: number,
): { readonly chosen: readonly Artifact[]; readonly notes: readonly string[] } {
  const there = all.filter(({ expired }) => !expired);
  const small = there.filter(({ size_in_bytes: size }) => size <= ARTIFACTS.packedBytes);
  const chosen = small.slice(0, ARTIFACTS.count);
  const large = there.length - small.length;
  const many = small.length - chosen.length;
  return {
    chosen,
    notes: [
      ...(large > 0
        ? [
            `${amount(large, 'artifact', ` of run ${run}`)} not read: larger than ${ARTIFACTS.packedBytes / 1_000_000} MB.`,
          ]
        : []),
      ...(many > 0 ? [`Only the first ${ARTIFACTS.count} artifacts of run ${run} were read.`] : []),
    ],
  };
}

/** `1 archive was`, `2 archives were`. */
function amount(count: number, noun: string, where = ''): string {
  return count === 1 ? `1 ${noun}${where} was` : `${count} ${noun}s${where} were`;
}

/** The first bytes, and then all of them. */
async function peek(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly first: Uint8Array; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]();
  const begin = await iterator.next();
  const first = begin.done === true ? new Uint8Array() : begin.value;
  async function* all(): AsyncGenerator<Uint8Array> {
    yield first;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  }
  return { first, all: all() };
}

/**
 * Opens an artifact and reads each text file in it under its own path, as it comes; binary files are skipped and files
 * that hold files are not opened. One request, and the download without our token.
 *
 * @param ms how long it may take
 * @returns undefined where it is gone
 */
export async function readArtifact(
  octokit: Octokit,
  { repository, run }: RunTask,
  { id, name }: Artifact,
  signal: AbortSignal,
  ms: number,
): Promise<RunReading<ArtifactPlace> | undefined> {
  const address = await askForAddress(octokit, repository, { kind: 'artifact', artifact: id });
  if (address.outcome !== 'found') return undefined;
  const download = await openDownload(address.location, octokit.request.endpoint.DEFAULTS.baseUrl, signal);
  if (download.outcome === 'missing') return undefined;
  const limits = { ...ARTIFACT_LIMITS, ms: Math.min(ARTIFACT_LIMITS.ms, ms) };
  const zip = readZip(download.bytes, limits);
  let archives = 0;

  async function* pieces(): AsyncGenerator<RunPiece<ArtifactPlace>> {
    for await (const entry of zip.entries) {
      const { first, all } = await peek(entry.bytes);
      const encoding = encodingOf(first);
      if (ARCHIVE.test(entry.name)) archives += 1;
      if (encoding === undefined) continue;
      const where = { kind: 'artifact', run, artifact: name, file: entry.name } as const;
      for await (const piece of textPieces(all, { encoding }))
        yield { where, path: entry.name, piece: filePiece(piece) };
    }
  }
  const stopped = (): StopReason | undefined => zip.stopped();
  return {
    repository: address.repository,
    pieces: pieces(),
    notes() {
      const what = `artifact ${id} of run ${run}`;
      const reason = stopped();
      return [
        ...(reason === undefined ? [] : [stopSentence(reason, what, limits)]),
        ...(archives > 0 ? [`${amount(archives, 'archive', ` in ${what}`)} not opened.`] : []),
      ];
    },
    mayPass: () => mayPass(stopped()),
  };
}
