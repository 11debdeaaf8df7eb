import { spawn, spawnSync } from 'node:child_process';
import { lookAt } from './process-tree.ts';

/** Between two looks at a running scanner. */
const SAMPLE_MS = 15;

/** What one run of a scanner took and wrote. */
export interface Run {
  readonly output: string;
  /** The end of what it wrote to standard error. */
  readonly complaint: string;
  /** Absent when it was ended for taking too long. */
  readonly exitCode?: number;
  readonly seconds: number;
  /** Of all its threads and processes, up to the last look. */
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

/** A network namespace of its own has no way out, not even to this machine. Empty where that needs a privilege. */
export const withoutNetwork: readonly string[] =
  spawnSync('unshare', ['-rn', 'true']).status === 0 ? ['unshare', '-rn'] : [];

/**
 * Runs a command to its end and measures it. Its output stays in memory, since it holds values.
 * @param limitSeconds The command and its descendants are ended after this.
 */
export async function runMeasured(
  command: readonly [string, ...string[]],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly limitSeconds: number },
): Promise<Run> {
  const [program = '', ...rest] = [...withoutNetwork, ...command];
  const started = performance.now();
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const output: Buffer[] = [];
  let complaint = '';
  let kilobytes = 0;
  let cpuSeconds = 0;
  let late = false;
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
  const sampling = setInterval(() => {
    const use = lookAt(pid);
    kilobytes = Math.max(kilobytes, use.kilobytes);
    cpuSeconds = Math.max(cpuSeconds, use.cpuSeconds);
  }, SAMPLE_MS);
  const limit = setTimeout(() => {
    late = true;
    process.kill(-pid, 'SIGKILL');
  }, options.limitSeconds * 1000);
  try {
    const exitCode = await new Promise<number | null>((done, fail) => {
      child.on('error', fail);
      child.on('close', done);
    });
    return {
      output: Buffer.concat(output).toString(),
      complaint,
      ...(late || exitCode === null ? {} : { exitCode }),
      seconds: (performance.now() - started) / 1000,
      cpuSeconds,
      peakMegabytes: kilobytes / 1024,
    };
  } finally {
    clearInterval(sampling);
    clearTimeout(limit);
  }
}
