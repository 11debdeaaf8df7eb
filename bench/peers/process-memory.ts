import { readdirSync, readFileSync } from 'node:fs';

function descendants(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(descendantsOrNone)];
}

/** A process may end while it is looked at. */
function descendantsOrNone(pid: number): readonly number[] {
  try {
    return descendants(pid);
  } catch {
    return [];
  }
}

function kilobytes(file: string, field: string): number {
  try {
    return Number(new RegExp(`^${field}:\\s*(\\d+)`, 'mu').exec(readFileSync(file, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/**
 * Kilobytes of memory that a process and its descendants have: of one process the most that it has had so far, of
 * several the sum at this moment, with a page that they share counted once. 0 where there is no Linux /proc.
 */
export function treeKilobytes(pid: number): number {
  const pids = descendantsOrNone(pid);
  if (pids.length === 1) return kilobytes(`/proc/${pid}/status`, 'VmHWM');
  return pids.reduce((sum, each) => sum + kilobytes(`/proc/${each}/smaps_rollup`, 'Pss'), 0);
}
