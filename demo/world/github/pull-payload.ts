import { isRecord, numberAt, textAt, type JsonRecord } from './json.ts';

/** Where the commits of a pull request are: a branch of the same repository, of a fork, or of a fork that was deleted. */
export type HeadPlace = 'branch' | 'fork' | 'deleted-fork';

/** A pull request as the world remembers it. */
export interface PullRecord {
  readonly number: number;
  readonly from: HeadPlace;
  readonly headRef: string;
  readonly head: string;
  readonly baseRef: string;
  readonly base: string;
  readonly open: boolean;
  /** Whose fork it is from. */
  readonly stranger: Stranger;
}

/** Somebody without any right in the repository. */
export interface Stranger {
  readonly login: string;
  readonly id: number;
}

export const STRANGER: Stranger = { login: 'stranger', id: 880_000_000 };

function headRepository(pull: PullRecord, repository: JsonRecord): JsonRecord | null {
  if (pull.from === 'branch') return repository;
  if (pull.from === 'deleted-fork') return null;
  const name = textAt(repository, 'name');
  const { login, id } = pull.stranger;
  return {
    ...repository,
    id: id + numberAt(repository, 'id'),
    full_name: `${login}/${name}`,
    owner: { login, id, type: 'User', site_admin: false },
    fork: true,
  };
}

/**
 * A `pull_request` event as GitHub sends it: `repository` is that of the base, and the repository of the head is null
 * once it is deleted. https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request
 */
export function pullPayload(
  action: string,
  pull: PullRecord,
  repository: JsonRecord,
  sender: JsonRecord,
): JsonRecord {
  const { number, headRef, head, baseRef, base, open } = pull;
  const owner = isRecord(repository['owner']) ? repository['owner'] : {};
  const repo = headRepository(pull, repository);
  const user = pull.from === 'branch' ? owner : (repo?.['owner'] ?? null);
  const url = `${textAt(repository, 'url')}/pulls/${number}`;
  return {
    action,
    number,
    pull_request: {
      url,
      id: 700_000_000 + number,
      number,
      state: open ? 'open' : 'closed',
      locked: false,
      title: `Pull request ${number}`,
      user: user ?? sender,
      body: null,
      draft: false,
      merged: false,
      merged_at: null,
      head: { label: `${textAt(user, 'login')}:${headRef}`, ref: headRef, sha: head, user, repo },
      base: {
        label: `${textAt(owner, 'login')}:${baseRef}`,
        ref: baseRef,
        sha: base,
        user: owner,
        repo: repository,
      },
      author_association: pull.from === 'branch' ? 'OWNER' : 'NONE',
    },
    repository,
    sender,
  };
}

/** A pull request as check suites name it; GitHub leaves those of forks out. */
export function pullOfCheck(pull: PullRecord, repository: JsonRecord): JsonRecord {
  const repo = { id: repository['id'], url: repository['url'], name: repository['name'] };
  return {
    url: `${textAt(repository, 'url')}/pulls/${pull.number}`,
    id: 700_000_000 + pull.number,
    number: pull.number,
    head: { ref: pull.headRef, sha: pull.head, repo },
    base: { ref: pull.baseRef, sha: pull.base, repo },
  };
}
