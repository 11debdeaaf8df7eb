import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formats } from '../../src/detect/formats/formats.ts';

export const HOW_TO_GET =
  'ripgrep is not installed, so nothing is compared with it: apt-get install ripgrep, or https://github.com/BurntSushi/ripgrep';

/** Runs ripgrep on a file or tree; returns the seconds of processor time it took, to a hundredth. */
export type Ripgrep = (path: string, ...options: readonly string[]) => number;

/** The version of the ripgrep on the path, or undefined. */
export function ripgrepVersion(): string | undefined {
  const { status, stdout } = spawnSync('rg', ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.split('\n', 1)[0] : undefined;
}

/** The last line of the shell's `times`: user and system time of its children. */
function childSeconds(times: string): number {
  const parts = [...(times.trimEnd().split('\n').at(-1) ?? '').matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
}

/** Looks for any prefix of the table of formats, as fixed strings. */
export function createRipgrep(folder: string): Ripgrep {
  const prefixes = join(folder, 'prefixes.txt');
  writeFileSync(prefixes, [...new Set(formats.flatMap((format) => format.prefixes))].join('\n'));
  return (path, ...options) => {
    const script = '"$@" >/dev/null; test $? -le 1 && times';
    const args = ['rg', '--no-config', '-F', '-f', prefixes, ...options, path];
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`rg failed: ${stderr.slice(0, 300)}`);
    return childSeconds(stdout);
  };
}
