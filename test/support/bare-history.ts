import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A commit that is yet to be written, known by its number. */
export type Mark = number;

/** A real bare repository on this machine. */
export interface BareRepository {
  readonly folder: string;
  /** Id of a commit that was written. */
  idOf(mark: Mark): string;
  git(...args: readonly string[]): string;
  remove(): void;
}

const ENV = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`;

/**
 * Writes a history of any size in a moment, by `git fast-import`.
 * https://git-scm.com/docs/git-fast-import#_input_format
 */
export class HistoryBuilder {
  readonly #parts: string[] = [];
  #marks = 0;

  /** A commit with these files on top of its first parent's; null removes one. Several parents: a merge. */
  commit(
    ref: string,
    files: Readonly<Record<string, string | null>>,
    parents: readonly Mark[] = [],
    message = 'change',
  ): Mark {
    this.#marks += 1;
    const [from, ...merged] = parents;
    const time = 1_700_000_000 + this.#marks * 60;
    this.#parts.push(
      `commit ${ref}\nmark :${this.#marks}\ncommitter a <a@example.com> ${time} +0000\n${data(message)}`,
      from === undefined ? '' : `from :${from}\n`,
      ...merged.map((mark) => `merge :${mark}\n`),
      ...Object.entries(files).map(([path, content]) =>
        content === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(content)}`,
      ),
      '\n',
    );
    return this.#marks;
  }

  /** Makes or moves a ref. */
  ref(name: string, mark: Mark): void {
    this.#parts.push(`reset ${name}\nfrom :${mark}\n\n`);
  }

  annotatedTag(name: string, mark: Mark): void {
    this.#parts.push(
      `tag ${name}\nfrom :${mark}\ntagger a <a@example.com> 1700000000 +0000\n${data('release')}`,
    );
  }

  /** Writes it all. */
  build(): BareRepository {
    const parent = mkdtempSync(join(tmpdir(), 'rekey-history-'));
    const folder = join(parent, 'repository.git');
    const marks = join(parent, 'marks');
    const run = (args: readonly string[], input = '') =>
      execFileSync('git', [...args], { cwd: parent, env: ENV, input, maxBuffer: 64_000_000, stdio: 'pipe' });
    const git = (...args: readonly string[]) => run(['-C', folder, ...args]).toString('utf8');
    run(['init', '-q', '--bare', '-b', 'main', folder]);
    writeFileSync(marks, '');
    run(['-C', folder, 'fast-import', '--quiet', `--export-marks=${marks}`], this.#parts.join(''));
    const lines = readFileSync(marks, 'utf8').trim().split('\n');
    const ids = new Map(lines.map((line) => [Number(/^:(\d+)/.exec(line)?.[1]), line.split(' ')[1] ?? '']));
    return {
      folder,
      git,
      idOf: (mark) => ids.get(mark) ?? '',
      remove: () => rmSync(parent, { recursive: true, force: true }),
    };
  }
}
