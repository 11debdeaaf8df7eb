import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compare, seconds } from './clock.ts';
import type { Ripgrep } from './ripgrep.ts';

/** `rekey scan` as users run it, in seconds on the clock; with all the threads that it and ripgrep take by themselves. */
export interface CommandFigures {
  readonly files: number;
  readonly megabytes: number;
  readonly scanTree: number;
  readonly ripgrepTree?: number;
  /** The whole run for one small file, and what Node alone takes to start and end. */
  readonly scanSmallFile: number;
  readonly nodeAlone: number;
}

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const TREE_TURNS = 3;
const SMALL_TURNS = 7;

function node(...args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 268_435_456 });
  // Status 1 says that there are findings.
  if (status !== 0 && status !== 1) throw new Error(`node ${args.join(' ')} failed: ${stderr.slice(0, 500)}`);
}

const scan = (path: string) => node(MAIN, 'scan', path, '--format', 'json');

function sizeOf(tree: string): { readonly files: number; readonly bytes: number } {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const sizes = files.map((file) => statSync(join(file.parentPath, file.name)).size);
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

const round = (number: number) => Math.round(number * 1000) / 1000;

/** Runs the command on a tree and on a small file. */
export function measureCommand(tree: string, folder: string, ripgrep?: Ripgrep): CommandFigures {
  const small = join(folder, 'small.json');
  writeFileSync(small, JSON.stringify({ mcpServers: { files: { command: 'npx', args: ['server', '.'] } } }));
  const trees = compare(
    {
      scan: () => seconds(() => scan(tree)),
      // Both read every file, ignored, hidden or not.
      ripgrep: () => seconds(() => ripgrep?.(tree, '--count', '--no-ignore', '--hidden')),
    },
    TREE_TURNS,
  );
  const starts = compare(
    { scan: () => seconds(() => scan(small)), node: () => seconds(() => node('--eval', '0')) },
    SMALL_TURNS,
  );
  const { files, bytes } = sizeOf(tree);
  return {
    files,
    megabytes: Math.round(bytes / 1e6),
    scanTree: round(trees.scan),
    ...(ripgrep ? { ripgrepTree: round(trees.ripgrep) } : {}),
    scanSmallFile: round(starts.scan),
    nodeAlone: round(starts.node),
  };
}
