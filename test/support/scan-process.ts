import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { COMPILE_CACHE } from '../../demo/world/server-process.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A finding as `rekey scan --format json` prints it. */
export interface PrintedFinding {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly type: string;
  readonly server: string | null;
  readonly key: string | null;
  readonly fingerprint: string;
  readonly redacted: string;
  readonly commit?: string;
}

/** What a finished `rekey scan` left. */
export interface ScanRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Of `--format json`. */
  readonly findings: readonly PrintedFinding[];
}

function findingsIn(stdout: string): readonly PrintedFinding[] {
  return stdout.startsWith('{"findings":')
    ? (JSON.parse(stdout) as { findings: readonly PrintedFinding[] }).findings
    : [];
}

/** Runs the real `rekey scan` in a folder, with no variables but these. */
export async function runScan(
  cwd: string,
  args: readonly string[],
  { env = {}, input = '' }: { env?: Readonly<Record<string, string>>; input?: string | Uint8Array } = {},
): Promise<ScanRun> {
  const { PATH, HOME } = process.env;
  const child = spawn(process.execPath, [MAIN, 'scan', ...args], {
    cwd,
    env: {
      PATH,
      HOME,
      GIT_CONFIG_GLOBAL: '/dev/null',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      ...env,
    } as unknown as NodeJS.ProcessEnv,
  });
  // One that refuses its arguments ends before it has read what it is given.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  const stdout = out.toString();
  return { code: await ended, stdout, stderr: err.toString(), findings: findingsIn(stdout) };
}
