import { HistoryBuilder, type BareRepository, type Mark } from './bare-history.ts';
import { cleanFile, leakingConfig, type Exposed } from './backfills.ts';
import { hexKey } from './credentials.ts';

/** A large history with leaks in every kind of commit, and what is to be found in it. */
export interface LeakingHistory {
  readonly repository: BareRepository;
  readonly commits: number;
  /** By path. */
  readonly expected: readonly Exposed[];
}

const MAIN = 'refs/heads/main';
/** Where {@link leakingConfig} has its credential. */
const LINE = 7;

/**
 * Writes it: a main branch with so many commits, and from its middle a merged branch, a branch that was never merged, a
 * merge that brings something of its own, tags, and a pull request whose branch was deleted.
 */
export function leakingHistory(commits = 2000): LeakingHistory {
  const history = new HistoryBuilder();
  const leaks: { mark: Mark; path: string; atHead: boolean }[] = [];
  const leak = (
    ref: string,
    path: string,
    parents: readonly Mark[],
    more: Record<string, string | null> = {},
    atHead = false,
  ) => {
    const mark = history.commit(ref, { [path]: leakingConfig(), ...more }, parents);
    leaks.push({ mark, path, atHead });
    return mark;
  };
  const clean = (
    ref: string,
    parents: readonly Mark[],
    n: number,
    more: Record<string, string | null> = {},
  ) => history.commit(ref, { [`src/${n % 97}.ts`]: cleanFile(), ...more }, parents);

  let tip = leak(MAIN, 'first/.mcp.json', []);
  tip = clean(MAIN, [tip], 1, { 'first/.mcp.json': null });
  const lasting = hexKey();
  const middle = Math.floor(commits / 2);
  for (let n = 2; n < commits - 20; n += 1) {
    if (n === middle) {
      // The branch that begins here holds it to this day.
      tip = leak(MAIN, 'middle/.mcp.json', [tip], {}, true);
      const merged = leak('refs/heads/merged', 'merged/.mcp.json', [tip]);
      leak('refs/heads/side', 'side/.mcp.json', [tip], {}, true);
      const theirs = clean('refs/heads/merged', [merged], n, { 'merged/.mcp.json': null });
      tip = leak(MAIN, 'merge/.mcp.json', [tip, theirs], { 'middle/.mcp.json': null });
      tip = clean(MAIN, [tip], n, { 'merge/.mcp.json': null });
      history.ref('refs/tags/light', leak('refs/work/light', 'light/.mcp.json', [tip]));
      history.annotatedTag('annotated', leak('refs/work/annotated', 'annotated/.mcp.json', [tip]));
      leak('refs/pull/7/head', 'pulled/.mcp.json', [tip]);
    } else tip = clean(MAIN, [tip], n);
  }
  // The same credential in one version of a file after the other is one place.
  tip = history.commit(MAIN, { 'lasting/.mcp.json': leakingConfig(lasting) }, [tip]);
  leaks.push({ mark: tip, path: 'lasting/.mcp.json', atHead: true });
  for (let n = 0; n < 8; n += 1) {
    const note = `version ${n}`;
    tip = history.commit(MAIN, { 'lasting/.mcp.json': leakingConfig(lasting, note) }, [tip]);
  }
  tip = leak(MAIN, 'last/.mcp.json', [tip], {}, true);
  const repository = history.build();
  for (const name of ['light', 'annotated']) repository.git('update-ref', '-d', `refs/work/${name}`);
  repository.git('branch', '-D', 'merged');
  const expected = leaks
    .map(({ mark, path, atHead }) => ({ commit: repository.idOf(mark), path, line: LINE, atHead }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { repository, commits, expected };
}
