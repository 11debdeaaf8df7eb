import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf, peerEnvironment } from './command.ts';
import type { Tree } from './clean-tree.ts';
import { countPlaces, grade, relativeTo } from './grade.ts';
import type { Grade } from './grade.ts';
import type { Peer, Report } from './peer.ts';
import type { PlantedTree } from './planted-tree.ts';
import { runMeasured } from './run-measured.ts';

/** What all peers are run on, and how. */
export interface Setting {
  readonly tools: string;
  readonly home: string;
  /** A private folder, removed afterwards: reports hold values. */
  readonly work: string;
  readonly planted: PlantedTree;
  readonly clean: Tree;
  /** Runs on the planted tree, of which the fastest counts; the clean tree is scanned once. */
  readonly runs: number;
  readonly limitSeconds: number;
}

/** What was measured of one scanner. */
export interface Measured extends Grade {
  readonly peer: Peer;
  readonly plantedSeconds: number;
  readonly cleanReports: number;
  readonly cleanSeconds: number;
  /** Of all its threads and processes on the clean tree. */
  readonly cpuSeconds: number;
  /** On the clean tree. */
  readonly peakMegabytes: number;
}

/** A scanner without figures, and why. */
export interface NotMeasured {
  readonly peer: Peer;
  readonly reason: string;
}

async function scan(peer: Peer, folder: string, setting: Setting) {
  const out = join(setting.work, 'report');
  rmSync(out, { force: true });
  const command = commandOf(peer, setting.tools, folder, out);
  if (!command) throw new Error('not installed');
  const env = peerEnvironment(setting.home);
  const run = await runMeasured(command, { cwd: folder, env, limitSeconds: setting.limitSeconds });
  if (run.exitCode === undefined) throw new Error(`not done after ${setting.limitSeconds} s`);
  if (!peer.exitCodes.includes(run.exitCode)) throw new Error(`ended with exit code ${run.exitCode}`);
  const output = peer.arguments.includes('OUT') ? readIfThere(out) : run.output;
  return { ...run, reports: parsed(peer, output, folder) };
}

const readIfThere = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** The message of a parser may quote its input, so it is not passed on. */
function parsed(peer: Peer, output: string, folder: string): readonly Report[] {
  try {
    return relativeTo(peer.parse(output), folder);
  } catch {
    throw new Error('wrote what its adapter cannot read');
  }
}

/** Runs one scanner over both trees. Never rejects for what the scanner does. */
export async function measure(peer: Peer, setting: Setting): Promise<Measured | NotMeasured> {
  try {
    // A warm-up that is not counted: compiled Python, caches of compiled rules, the files in the page cache.
    let planted = await scan(peer, setting.planted.folder, setting);
    for (let index = 0; index < setting.runs; index += 1) {
      const next = await scan(peer, setting.planted.folder, setting);
      if (index === 0 || next.seconds < planted.seconds) planted = next;
    }
    const clean = await scan(peer, setting.clean.folder, setting);
    return {
      peer,
      ...grade(setting.planted.secrets, planted.reports),
      plantedSeconds: planted.seconds,
      cleanReports: countPlaces(clean.reports),
      cleanSeconds: clean.seconds,
      cpuSeconds: clean.cpuSeconds,
      peakMegabytes: clean.peakMegabytes,
    };
  } catch (error) {
    return { peer, reason: (error as Error).message };
  }
}
