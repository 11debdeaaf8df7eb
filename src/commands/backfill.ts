import { setTimeout as delay } from 'node:timers/promises';
import { RekeyError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import type { BackfillReport } from '../jobs/backfill/read-backfills.ts';
import type { BackfillRequest } from '../jobs/backfill/request-backfills.ts';
import { showBackfills } from './show-backfills.ts';

/** Who does the work. */
export interface Backfills {
  /** Ids of the repositories whose history will be read. */
  ask(request: BackfillRequest): Promise<readonly number[]>;
  read(ids: readonly number[]): Promise<readonly BackfillReport[]>;
  /** Waits until what was found is taken care of. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const USAGE = `Usage: rekey backfill OWNER[/REPO]

Reads the history of a repository, or of all repositories of an account that
installed the App: each version of each file on branches, tags and pull requests,
then issues, comments, releases and variables. What leaked is revoked as the
policy says. Broken off, it goes on where it was when it is asked for again.
Exit code: 0 nothing found, 1 credentials found, 2 something could not be read.
`;
const LOOK_EVERY_MS = 300;
const UNFINISHED = new Set(['waiting', 'fetching', 'scanning', 'reading']);

function readRequest(args: readonly string[]): BackfillRequest | undefined {
  const [target = '', ...rest] = args;
  const [, owner, , name] = /^([\w-]{1,100})(\/([\w.-]{1,100}))?$/.exec(target) ?? [];
  if (owner === undefined || rest.length > 0) return undefined;
  return { owner, ...(name === undefined ? {} : { name }) };
}

/** A server that holds the embedded database does the work; else this process. */
async function open(config: Config): Promise<Backfills> {
  try {
    return await (await import('./backfill-here.ts')).backfillHere(config);
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'DATA_DIR_IN_USE') throw error;
    return (await import('./backfill-there.ts')).backfillThere(config);
  }
}

/** Shows how far it is until all have ended, or a signal comes. */
async function follow(
  backfills: Backfills,
  ids: readonly number[],
  stopping: AbortSignal,
): Promise<readonly BackfillReport[]> {
  const show = showBackfills(process.stderr);
  for (;;) {
    const reports = await backfills.read(ids);
    show(reports);
    if (stopping.aborted || !reports.some(({ state }) => UNFINISHED.has(state))) return reports;
    await delay(LOOK_EVERY_MS, undefined, { signal: stopping }).catch(() => undefined);
  }
}

function exitCode(reports: readonly BackfillReport[]): number {
  if (reports.some(({ state }) => state !== 'done')) return 2;
  return reports.some(({ findings }) => findings > 0) ? 1 : 0;
}

/** `rekey backfill OWNER[/REPO]` */
export async function backfillCommand(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  if (!request) {
    process.stderr.write(USAGE);
    return args.includes('--help') || args.includes('-h') ? 0 : 2;
  }
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(130);
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const backfills = await open(readConfig(process.env));
  try {
    const ids = await backfills.ask(request);
    const reports = await follow(backfills, ids, stopping.signal);
    if (!stopping.signal.aborted) await backfills.finish();
    for (const { repository, state, total, findings, error } of reports)
      process.stdout.write(
        `${repository}: ${state.replaceAll('_', ' ')}, ${total ?? 0} files, ${findings} places with a credential${error === null ? '' : `. ${error}`}\n`,
      );
    return stopping.signal.aborted ? 130 : exitCode(reports);
  } finally {
    await backfills.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
