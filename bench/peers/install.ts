import { spawnSync } from 'node:child_process';
import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Package, Peer } from './peer.ts';

type Step = readonly [command: string, ...rest: string[]];

/** How each registry's own client installs packages into one folder. */
const steps: Readonly<
  Record<Package['registry'], (names: readonly string[], into: string) => readonly Step[]>
> = {
  go: (names) => [['go', 'install', ...names]],
  crates: (names, into) => [['cargo', 'install', '--locked', '--root', into, ...names]],
  pypi: (names, into) => [
    ['python3', '-m', 'venv', into],
    [join(into, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', ...names],
  ],
  npm: (names, into) => [['npm', 'install', '--prefix', into, '--no-fund', '--no-audit', ...names]],
};

const folderOf = (peer: Peer, tools: string) => join(tools, peer.name.toLowerCase());

/** Where a peer's program is, or undefined when it is not installed below `tools`. */
export function programOf(peer: Peer, tools: string): string | undefined {
  return peer.package && globSync(join(folderOf(peer, tools), peer.package.program))[0];
}

/**
 * Installs a peer below `tools` when it is not there yet, with the ordinary client of its registry, at low priority.
 * @returns Whether the program is there now.
 */
export function install(peer: Peer, tools: string): boolean {
  if (!peer.package || programOf(peer, tools)) return true;
  const folder = folderOf(peer, tools);
  mkdirSync(folder, { recursive: true });
  const env = { ...process.env, GOBIN: folder };
  return (
    steps[peer.package.registry](peer.package.names, folder).every(
      (step) => spawnSync('nice', ['-n', '15', ...step], { env, stdio: ['ignore', 2, 2] }).status === 0,
    ) && programOf(peer, tools) !== undefined
  );
}
