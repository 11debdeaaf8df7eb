import { CommitGraph, type PushCommit } from './commit-graph.ts';
import { isRecord, textAt, type JsonRecord } from './json.ts';

/** Forty zeros: what stands for a ref that does not exist. */
export const NO_COMMIT = '0'.repeat(40);

/** One change of one ref. */
export interface RefChange {
  /** In full: `refs/heads/…` or `refs/tags/…`. */
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly repository: JsonRecord;
  readonly sender: JsonRecord;
}

/** In a push event the repository has its times as seconds and its owner with a name, unlike everywhere else. */
function pushRepository(repository: JsonRecord): JsonRecord {
  const owner = isRecord(repository['owner']) ? repository['owner'] : {};
  const seconds = (key: string) => Math.floor(Date.parse(textAt(repository, key)) / 1000);
  return {
    ...repository,
    created_at: seconds('created_at'),
    pushed_at: Math.floor(Date.now() / 1000),
    owner: { ...owner, name: textAt(owner, 'login'), email: null },
    master_branch: textAt(repository, 'default_branch'),
    stargazers: repository['stargazers_count'],
  };
}

const short = (sha: string) => sha.slice(0, 12);

function compareUrl(change: RefChange, isNew: boolean): string {
  const html = textAt(change.repository, 'html_url');
  if (isNew) return `${html}/compare/${change.ref.replace(/^refs\/(?:heads|tags)\//, '')}`;
  return `${html}/compare/${short(change.before)}...${short(change.after)}`;
}

/**
 * The `push` event as GitHub sends it; the emulator's own has only ref, before and after.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#push
 *
 * @param maxCommits how many commits are listed, the newest; GitHub's limit is 2048
 */
export async function buildPush(
  change: RefChange,
  graph: CommitGraph,
  maxCommits: number,
): Promise<JsonRecord> {
  const created = change.before === NO_COMMIT;
  const deleted = change.after === NO_COMMIT;
  const others = await graph.tips(change.ref);
  const elsewhere = await graph.reachable(others.values());
  const head = deleted ? undefined : await graph.peel(change.after);
  const previous = created ? undefined : await graph.peel(change.before);
  const old = previous === undefined ? elsewhere : await graph.reachable([previous]);

  const shas = head === undefined ? [] : (await graph.range(head, old)).slice(-maxCommits);
  const commits: PushCommit[] = [];
  for (const sha of shas) commits.push(await graph.describe(sha, !elsewhere.has(sha)));
  const headCommit =
    head === undefined
      ? null
      : (commits.find(({ id }) => id === head) ?? (await graph.describe(head, !elsewhere.has(head))));
  const forced =
    previous !== undefined && head !== undefined && !(await graph.reachable([head])).has(previous);
  const base = created
    ? [...others].find(([name, sha]) => name.startsWith('refs/heads/') && sha === head)
    : undefined;

  return {
    ref: change.ref,
    before: change.before,
    after: change.after,
    repository: pushRepository(change.repository),
    pusher: {
      name: textAt(change.sender, 'login'),
      email: `${textAt(change.sender, 'login')}@users.noreply.github.com`,
    },
    sender: change.sender,
    created,
    deleted,
    forced,
    base_ref: base?.[0] ?? null,
    compare: compareUrl(change, created),
    commits,
    head_commit: headCommit,
  };
}
