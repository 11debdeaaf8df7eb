/** What can keep a push from being read in full. */
export type NoteKind =
  | 'commit-gone'
  | 'commit-cap'
  | 'history-gone'
  | 'tag-cap'
  | 'file-gone'
  | 'file-too-large'
  | 'tree-cut'
  | 'read-budget';

/** The sentences people read. Only counts and commit ids go in: a path is text of the repository. */
const SENTENCES: Readonly<Record<NoteKind, (commit: string, count: number) => string>> = {
  'commit-gone': (commit) => `Commit ${commit} was not read: GitHub no longer shows it.`,
  'commit-cap': (commit, count) =>
    `Only the newest ${count} commits up to ${commit} were read. Run \`rekey backfill\` for the rest.`,
  'history-gone': (commit) => `The commits up to ${commit} could not be listed: GitHub no longer shows them.`,
  'tag-cap': (commit, count) =>
    `The tag at ${commit} is far from the default branch; only its newest ${count} commits were read.`,
  'file-gone': (commit, count) =>
    `${files(count)} not read in commit ${commit}: GitHub does not show the content.`,
  'file-too-large': (commit, count) => `${files(count)} not read in commit ${commit}: larger than 10 MB.`,
  'tree-cut': (commit) =>
    `Commit ${commit} changes more files than GitHub lists. Run \`rekey backfill\` to read all of them.`,
  'read-budget': (commit, count) =>
    `${files(count)} not read in commit ${commit}: the push is too large. Run \`rekey backfill\` to read all of it.`,
};

const NOTES_MAX = 50;

function files(count: number): string {
  return count === 1 ? '1 file was' : `${count} files were`;
}

/** Collects what could not be read, so that nothing is left out silently. */
export class ReadingNotes {
  readonly #counts = new Map<string, { readonly kind: NoteKind; readonly commit: string; count: number }>();

  /** @param count files or commits, as the kind's sentence says; adds up for the same kind and commit */
  add(kind: NoteKind, commit: string, count = 1): void {
    const key = `${kind} ${commit}`;
    const known = this.#counts.get(key);
    if (known) known.count += count;
    else this.#counts.set(key, { kind, commit, count });
  }

  /**
   * Commits that GitHub did not show, or whose history it did not. Right after a push that may pass, so another try
   * later can be worth it.
   */
  missing(): readonly string[] {
    return [...this.#counts.values()]
      .filter(({ kind }) => kind === 'commit-gone' || kind === 'history-gone')
      .map(({ commit }) => commit);
  }

  /** Whether GitHub did not show this commit. */
  isGone(commit: string): boolean {
    return this.#counts.has(`commit-gone ${commit}`);
  }

  /** Commits of which something is missing. */
  incomplete(): ReadonlySet<string> {
    return new Set([...this.#counts.values()].map(({ commit }) => commit));
  }

  /** The notes so far, in plain words, at most 50. */
  list(): readonly string[] {
    const all = [...this.#counts.values()];
    const shown = all
      .slice(0, NOTES_MAX)
      .map(({ kind, commit, count }) => SENTENCES[kind](commit.slice(0, 12), count));
    return all.length > NOTES_MAX ? [...shown, `${all.length - NOTES_MAX} more notes of this kind.`] : shown;
  }
}
