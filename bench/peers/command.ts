import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programOf } from './install.ts';
import type { Peer } from './peer.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/**
 * The command that scans a folder with a peer, or undefined when the peer is not installed below `tools`.
 * @param out Where the report goes if the peer does not write it to standard output.
 */
export function commandOf(
  peer: Peer,
  tools: string,
  folder: string,
  out: string,
): [string, ...string[]] | undefined {
  const program = peer.package ? programOf(peer, tools) : process.execPath;
  if (!program) return undefined;
  const rest = peer.arguments.split(' ').flatMap((word) => {
    if (word === 'FILES') return filesBelow(folder);
    return { DIR: folder, OUT: out }[word] ?? word;
  });
  return [program, ...(peer.package ? [] : [MAIN]), ...rest];
}

/** The same command as a person types it. */
export function shellCommand(peer: Peer): string {
  const name = peer.package?.program.split('/').at(-1) ?? 'rekey';
  const words = peer.arguments.split(' ').map((word) => (/[*{"]/u.test(word) ? `'${word}'` : word));
  return [name, ...words].join(' ');
}

/** Nothing of the caller's configuration: only where programs are, a home for caches, and this Node first. */
export const peerEnvironment = (home: string): NodeJS.ProcessEnv => ({
  PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
  HOME: home,
  LANG: 'C.UTF-8',
});
