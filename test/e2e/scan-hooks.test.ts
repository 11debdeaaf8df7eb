import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { githubPat } from '../support/credentials.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): unknown => parse(readFileSync(join(ROOT, name), 'utf8'));

interface Step {
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const action = read('action.yml') as {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-action-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function runScanStep(path: string, args: string) {
  const output = join(folder, 'output');
  writeFileSync(output, '');
  const script = action.runs.steps.find(({ id }) => id === 'scan')?.run ?? 'exit 99';
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}`,
      HOME: process.env['HOME'],
      RUNNER_TEMP: folder,
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_OUTPUT: output,
      REKEY_PATH: path,
      REKEY_ARGS: args,
    } as unknown as NodeJS.ProcessEnv,
  });
  return { status, stderr, output: readFileSync(output, 'utf8') };
}

describe('action.yml', () => {
  it('is a composite action whose inputs reach no script as text', () => {
    expect(action.runs.using).toBe('composite');
    for (const { run = '', uses = 'actions/none@v1' } of action.runs.steps) {
      expect(run).not.toContain('${{');
      expect(uses).toMatch(/^(?:actions|github)\/[\w/-]+@v\d+$/);
    }
  });

  it.each<[string, string, string, string]>([
    ['findings', 'a b.txt\nclean.txt', '--all\n--jobs=1', 'true'],
    ['no findings', 'clean.txt', '', 'false'],
  ])('scans and tells of %s', (_, path, args, findings) => {
    writeFileSync(join(folder, 'a b.txt'), githubPat());
    writeFileSync(join(folder, 'clean.txt'), 'x');
    const { status, output } = runScanStep(path, args);
    expect([status, output]).toEqual([0, `sarif=${folder}/rekey.sarif\nfindings=${findings}\n`]);
    const log = JSON.parse(readFileSync(join(folder, 'rekey.sarif'), 'utf8')) as {
      runs: [{ results: unknown[] }];
    };
    expect(log.runs[0].results).toHaveLength(findings === 'true' ? 1 : 0);
  });

  it('fails where the scan fails, and runs nothing that an input says', () => {
    const { status, stderr, output } = runScanStep('$(touch owned)`touch owned`; touch owned', '');
    expect([status, output]).toEqual([2, '']);
    expect(stderr).toContain('NO_SUCH_PATH');
    expect(existsSync(join(folder, 'owned'))).toBe(false);
  });
});

describe('.pre-commit-hooks.yaml', () => {
  const [hook] = read('.pre-commit-hooks.yaml') as readonly { readonly id: string; readonly entry: string }[];

  it('calls the command that the package installs', () => {
    const { bin, scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      scripts: Record<string, string>;
    };
    expect(hook).toMatchObject({ id: 'rekey', entry: 'rekey scan --staged' });
    expect(bin).toEqual({ rekey: 'dist/main.js' });
    expect(scripts['prepare']).toBe('node scripts/build-from-git.js');
  });

  it('runs from what is built without a compiler when the package is installed from git', () => {
    for (const name of ['src', 'package.json', 'node_modules'])
      execFileSync('ln', ['-s', join(ROOT, name), join(folder, name)]);
    const build = (env: Readonly<Record<string, string>>) =>
      execFileSync(process.execPath, [join(ROOT, 'scripts/build-from-git.js')], {
        cwd: folder,
        stdio: 'pipe',
        env: env as unknown as NodeJS.ProcessEnv,
      });
    build({ npm_command: 'ci' });
    expect(readdirSync(folder)).not.toContain('dist');
    build({ npm_command: 'install' });
    writeFileSync(join(folder, 'a.txt'), githubPat());
    const run = spawnSync(process.execPath, ['dist/main.js', 'scan', 'a.txt'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 1, stderr: '' });
    expect(run.stdout).toContain('1 credential found');
  });
});
