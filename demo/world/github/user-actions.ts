import type { Backend } from './backend.ts';
import { textAt } from './json.ts';

/** Path to content; null removes the file. Bytes may be anything, text is UTF-8. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

interface Where {
  readonly owner: string;
  readonly repo: string;
}

interface NewCommit {
  readonly message?: string;
  readonly files: Files;
  /** Default: the commit before it, or the tip of the branch. */
  readonly parents?: readonly string[];
}

/** What a person does in a repository. Nothing of it is in the log of requests. */
export interface UserActions {
  /** Any request of GitHub's REST API as a user; the first user, if none is named. Throws on an error answer. */
  call(method: string, path: string, body?: unknown, login?: string): Promise<unknown>;
  /** The sha of a branch (`main`) or of any ref (`refs/tags/v1`), undefined when it does not exist. */
  tipOf(where: Where & { readonly ref: string }): Promise<string | undefined>;
  /** Makes a commit that no ref points to yet. Returns its sha. */
  createCommit(commit: Where & NewCommit & { readonly parents: readonly string[] }): Promise<string>;
  /** Makes or moves a branch or any ref; one push event. Returns the sha. */
  push(
    change: Where & { readonly ref: string; readonly sha: string; readonly force?: boolean },
  ): Promise<string>;
  /** One commit on a branch (default `main`), pushed. A new branch starts at the default branch. Returns its sha. */
  commitFiles(
    commit: Where & NewCommit & { readonly branch?: string; readonly force?: boolean },
  ): Promise<string>;
  /** Several commits, each on top of the one before, as one push. Returns their shas. */
  pushCommits(
    push: Where & {
      readonly branch?: string;
      readonly commits: readonly NewCommit[];
      readonly force?: boolean;
    },
  ): Promise<readonly string[]>;
  deleteRef(where: Where & { readonly ref: string }): Promise<void>;
  /** A tag, annotated when it has a message. Returns the sha that the ref points to. */
  createTag(
    tag: Where & { readonly tag: string; readonly sha: string; readonly message?: string },
  ): Promise<string>;
}

const base = ({ owner, repo }: Where) => `/repos/${owner}/${repo}`;
const encodeRef = (ref: string) => ref.split('/').map(encodeURIComponent).join('/');
const fullRef = (ref: string) => (ref.startsWith('refs/') ? ref : `refs/heads/${ref}`);

/** Makes the actions of users, through GitHub's git data API. https://docs.github.com/rest/git */
export function createUserActions(backend: Backend): UserActions {
  const [firstUser = ''] = backend.plan.userTokens.keys();
  const act = (where: Where, method: string, path: string, body?: unknown) =>
    backend.act(backend.actorFor(where.owner), method, `${base(where)}${path}`, body);

  const tipOf: UserActions['tipOf'] = async (where) => {
    const ref = fullRef(where.ref).slice('refs/'.length);
    const found = await backend.read(where.owner, `${base(where)}/git/ref/${encodeRef(ref)}`);
    return found === undefined ? undefined : textAt(found, 'object', 'sha');
  };

  const treeEntry = async (where: Where, path: string, content: string | Uint8Array | null) => {
    const entry = { path, mode: '100644', type: 'blob' };
    if (content === null) return { ...entry, sha: null };
    if (typeof content === 'string') return { ...entry, content };
    const blob = { content: Buffer.from(content).toString('base64'), encoding: 'base64' };
    return { ...entry, sha: textAt(await act(where, 'POST', '/git/blobs', blob), 'sha') };
  };

  const createCommit: UserActions['createCommit'] = async (commit) => {
    const [parent] = commit.parents;
    const parentCommit =
      parent === undefined ? undefined : await act(commit, 'GET', `/git/commits/${parent}`);
    const entries = Object.entries(commit.files);
    const tree = await act(commit, 'POST', '/git/trees', {
      ...(parentCommit === undefined ? {} : { base_tree: textAt(parentCommit, 'tree', 'sha') }),
      tree: await Promise.all(entries.map(([path, content]) => treeEntry(commit, path, content))),
    });
    const made = await act(commit, 'POST', '/git/commits', {
      message: commit.message ?? `Change ${entries.length} files`,
      tree: textAt(tree, 'sha'),
      parents: commit.parents,
    });
    return textAt(made, 'sha');
  };

  const push: UserActions['push'] = async (change) => {
    const ref = fullRef(change.ref);
    const exists = (await tipOf({ ...change, ref })) !== undefined;
    const { sha, force = false } = change;
    if (exists) await act(change, 'PATCH', `/git/${encodeRef(ref)}`, { sha, force });
    else await act(change, 'POST', '/git/refs', { ref, sha });
    return sha;
  };

  const startOf = async (where: Where, branch: string): Promise<readonly string[]> => {
    const repository = await backend.read(where.owner, base(where));
    const tip =
      (await tipOf({ ...where, ref: branch })) ??
      (await tipOf({ ...where, ref: textAt(repository, 'default_branch') }));
    return tip === undefined ? [] : [tip];
  };

  const pushCommits: UserActions['pushCommits'] = async ({ branch = 'main', commits, force, ...where }) => {
    const shas: string[] = [];
    let parents = await startOf(where, branch);
    for (const commit of commits) {
      const sha = await createCommit({ ...where, ...commit, parents: commit.parents ?? parents });
      parents = [sha];
      shas.push(sha);
    }
    const [sha] = parents;
    if (sha !== undefined && shas.length > 0)
      await push({ ...where, ref: branch, sha, ...(force === undefined ? {} : { force }) });
    return shas;
  };

  return {
    call: (method, path, body, login = firstUser) => backend.act(login, method, path, body),
    tipOf,
    createCommit,
    push,
    pushCommits,
    commitFiles: async ({ owner, repo, branch, force, ...commit }) => {
      const options = {
        ...(branch === undefined ? {} : { branch }),
        ...(force === undefined ? {} : { force }),
      };
      const [sha = ''] = await pushCommits({ owner, repo, ...options, commits: [commit] });
      return sha;
    },
    deleteRef: async (where) => {
      await act(where, 'DELETE', `/git/${encodeRef(fullRef(where.ref))}`);
    },
    createTag: async ({ owner, repo, tag, sha, message }) => {
      const where = { owner, repo };
      if (message === undefined) return push({ ...where, ref: `refs/tags/${tag}`, sha });
      const made = await act(where, 'POST', '/git/tags', { tag, message, object: sha, type: 'commit' });
      return push({ ...where, ref: `refs/tags/${tag}`, sha: textAt(made, 'sha') });
    },
  };
}
