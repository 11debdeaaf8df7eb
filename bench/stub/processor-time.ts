import { readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** Clock ticks of /proc a second. */
const TICKS = 100;

/** Seconds of processor time that a process has used so far; 0 for one that is gone. */
function secondsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0;
  }
}

/** Processor time that processes have used so far, by process id. */
export type Used = ReadonlyMap<number, number>;

/**
 * Of a Rekey and of the processes of PostgreSQL that serve it, in seconds. Unlike what a clock says, it hardly depends on
 * what else the machine does.
 *
 * @param server absent: the database is inside Rekey's own process
 */
export async function readUsed(
  pid: number,
  server?: { readonly client: Client; readonly database: string },
): Promise<Used> {
  const { rows = [] } =
    (await server?.client.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()
        and backend_type in ('client backend', 'parallel worker')`,
      [server.database],
    )) ?? {};
  return new Map([pid, ...rows.map((row) => row.pid)].map((one) => [one, secondsOf(one)]));
}

/** Milliseconds that were used from one moment to another. */
export const usedMs = (before: Used, after: Used): number =>
  [...after].reduce((sum, [pid, seconds]) => sum + seconds - (before.get(pid) ?? 0), 0) * 1000;
