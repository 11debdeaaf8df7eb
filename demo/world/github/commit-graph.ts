import { isRecord, records, textAt } from './json.ts';

/** A commit as a push event lists it. */
export interface PushCommit {
  readonly id: string;
  readonly tree_id: string;
  readonly distinct: boolean;
  readonly message: string;
  readonly timestamp: string;
  readonly url: string;
  readonly author: { readonly name: string; readonly email: string };
  readonly committer: { readonly name: string; readonly email: string };
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly modified: readonly string[];
}

/** Reads a path below `/repos/{owner}/{repo}`; undefined for 404. */
export type ReadRepository = (path: string) => Promise<unknown>;

/** GitHub's largest page of files of one commit. */
const FILES_PER_PAGE = 100;

/** The commits of one repository. They never change, so what was read once is kept. */
export class CommitGraph {
  readonly #read: ReadRepository;
  readonly #parents = new Map<string, readonly string[]>();

  constructor(read: ReadRepository) {
    this.#read = read;
  }

  /** The commit that a sha means: itself, or what an annotated tag points to. */
  async peel(sha: string): Promise<string> {
    const tag = await this.#read(`/git/tags/${sha}`);
    return tag === undefined ? sha : textAt(tag, 'object', 'sha');
  }

  /** The tips of all branches and tags but one, by full ref name. */
  async tips(except: string): Promise<ReadonlyMap<string, string>> {
    const lists = await Promise.all(
      ['heads', 'tags'].map((kind) => this.#read(`/git/matching-refs/${kind}`)),
    );
    const found = lists
      .flatMap((list) => records(list))
      .map((ref): [string, string] => [textAt(ref, 'ref'), textAt(ref, 'object', 'sha')])
      .filter(([name]) => name !== except);
    return new Map(
      await Promise.all(
        found.map(async ([name, sha]): Promise<[string, string]> => [name, await this.peel(sha)]),
      ),
    );
  }

  /** All commits that can be reached from these, themselves included. */
  async reachable(from: Iterable<string>): Promise<Set<string>> {
    return new Set(await this.#walk([...from], new Set()));
  }

  /** The commits that can be reached from one but are not among the others; parents before children. */
  range(after: string, others: ReadonlySet<string>): Promise<string[]> {
    return this.#walk([after], others);
  }

  async describe(sha: string, distinct: boolean): Promise<PushCommit> {
    const files: ReturnType<typeof records> = [];
    let commit: unknown;
    for (let page = 1; ; page += 1) {
      const read = await this.#read(`/commits/${sha}?per_page=${FILES_PER_PAGE}&page=${page}`);
      commit = read;
      const more = records(isRecord(read) ? read['files'] : []);
      files.push(...more);
      if (more.length < FILES_PER_PAGE) break;
    }
    const person = (role: string) => ({
      name: textAt(commit, 'commit', role, 'name'),
      email: textAt(commit, 'commit', role, 'email'),
    });
    const named = (status: string) =>
      files.filter((file) => file['status'] === status).map((file) => textAt(file, 'filename'));
    const renamed = files.filter((file) => file['status'] === 'renamed');
    return {
      id: sha,
      tree_id: textAt(commit, 'commit', 'tree', 'sha'),
      distinct,
      message: textAt(commit, 'commit', 'message'),
      timestamp: textAt(commit, 'commit', 'committer', 'date'),
      url: textAt(commit, 'html_url'),
      author: person('author'),
      committer: person('committer'),
      // A push event knows no renames: the old name is removed, the new one added.
      added: [...named('added'), ...renamed.map((file) => textAt(file, 'filename'))],
      removed: [...named('removed'), ...renamed.map((file) => textAt(file, 'previous_filename'))],
      modified: named('modified'),
    };
  }

  async #walk(starts: readonly string[], stop: ReadonlySet<string>): Promise<string[]> {
    const done = new Set<string>();
    const entered = new Set<string>();
    const stack = [...starts];
    while (stack.length > 0) {
      const sha = stack.at(-1) ?? '';
      const todo = (await this.#parentsOf(sha)).filter((parent) => !stop.has(parent) && !entered.has(parent));
      const first = !entered.has(sha);
      entered.add(sha);
      if (first && !stop.has(sha) && todo.length > 0) {
        stack.push(...todo);
        continue;
      }
      stack.pop();
      if (!stop.has(sha)) done.add(sha);
    }
    return [...done];
  }

  async #parentsOf(sha: string): Promise<readonly string[]> {
    const known = this.#parents.get(sha);
    if (known !== undefined) return known;
    const commit = await this.#read(`/git/commits/${sha}`);
    const parents = records(isRecord(commit) ? commit['parents'] : []).map((parent) => textAt(parent, 'sha'));
    this.#parents.set(sha, parents);
    return parents;
  }
}
