import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ENV = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** A real git repository in a temporary folder. */
export interface WorkTree {
  readonly directory: string;
  git(...args: readonly string[]): string;
  bytes(...args: readonly string[]): Buffer;
  /** Writes files (null removes), without telling git. */
  write(files: Readonly<Record<string, string | Uint8Array | null>>): void;
  /**
   * Writes files (null removes), commits everything, and gives the commit's id. `bulk` are paths that get a line of
   * text in the commit alone, because thousands of files on disk are slow.
   */
  commit(files: Readonly<Record<string, string | Uint8Array | null>>, bulk?: readonly string[]): string;
  remove(): void;
}

/** Makes an empty repository with the branch `main`. */
export function workTree(): WorkTree {
  const directory = mkdtempSync(join(tmpdir(), 'rekey-sources-'));
  const run = (args: readonly string[], input = '') =>
    execFileSync('git', ['-c', 'core.autocrlf=false', '-c', 'core.quotepath=false', ...args], {
      cwd: directory,
      env: ENV,
      maxBuffer: 64_000_000,
      input,
      stdio: 'pipe',
    });
  const bytes = (...args: readonly string[]) => run(args);
  const git = (...args: readonly string[]) => bytes(...args).toString('utf8');
  const write: WorkTree['write'] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      const target = join(directory, path);
      if (content === null) rmSync(target);
      else {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content);
      }
    }
  };
  git('init', '-q', '-b', 'main');
  return {
    directory,
    git,
    bytes,
    write,
    commit(files, bulk = []) {
      write(files);
      git('add', '-A');
      const blob = bulk.length > 0 && run(['hash-object', '-w', '--stdin'], 'bulk\n').toString().trim();
      if (blob)
        run(['update-index', '--index-info'], bulk.map((path) => `100644 ${blob}\t${path}\n`).join(''));
      git('commit', '-q', '--allow-empty', '-m', 'change');
      return git('rev-parse', 'HEAD').trim();
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
