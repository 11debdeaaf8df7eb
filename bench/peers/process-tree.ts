import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time for /proc in hundredths of a second, whatever the machine. */
const TICKS_PER_SECOND = 100;

/** What a process and its descendants have used. Zeros where there is no Linux /proc. */
export interface Use {
  /** Of one process the most resident memory so far; of several their sum now, a page that they share counted once. */
  readonly kilobytes: number;
  /** So far, with that of descendants that have ended. */
  readonly cpuSeconds: number;
}

/** The text of a file, or '' since a process may end while it is looked at. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function processTree(pid: number): readonly number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    textOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

const kilobytes = (file: string, field: string) =>
  Number(new RegExp(`^${field}:\\s*(\\d+)`, 'mu').exec(textOf(file))?.[1] ?? 0);

function ticks(pid: number): number {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name of the program stands in parentheses and may hold anything, so fields are counted after it:
  // user and system time of the process, then those of its children that have ended (proc_pid_stat(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** Looks once at a process and its descendants. */
export function lookAt(pid: number): Use {
  const pids = processTree(pid);
  return {
    cpuSeconds: pids.reduce((sum, each) => sum + ticks(each), 0) / TICKS_PER_SECOND,
    kilobytes:
      pids.length === 1
        ? kilobytes(`/proc/${pid}/status`, 'VmHWM')
        : pids.reduce((sum, each) => sum + kilobytes(`/proc/${each}/smaps_rollup`, 'Pss'), 0),
  };
}
