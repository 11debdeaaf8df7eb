import { RekeyError } from '../../../src/base/errors.ts';
import type { Backend } from './backend.ts';
import type { CheckRunRecord, GitHubWorld, IssueRecord } from './github-world.ts';
import { isRecord, records, textAt, type JsonRecord } from './json.ts';
import type { CheckRuns } from './rules/check-runs.ts';

const PAGE = 100;

type Readers = Pick<GitHubWorld, 'listCheckRuns' | 'listIssues' | 'getIssue' | 'listComments'>;

function isCheckRun(run: JsonRecord): run is CheckRunRecord {
  return typeof run['id'] === 'number' && isRecord(run['output']) && Array.isArray(run['annotations']);
}

function isIssue(issue: unknown): issue is IssueRecord {
  return isRecord(issue) && typeof issue['number'] === 'number' && Array.isArray(issue['labels']);
}

/** What a test looks at after the fact; nothing of it is in the log of requests. */
export function createReaders(backend: Backend, checkRuns: CheckRuns): Readers {
  return {
    listCheckRuns: async ({ owner, repo, sha }) => {
      const path = `/repos/${owner}/${repo}/commits/${sha}/check-runs?filter=all`;
      const body = await backend.read(owner, path);
      return records(isRecord(body) ? body['check_runs'] : [])
        .map((run) => ({ ...checkRuns.dress(run), annotations: checkRuns.of(Number(run['id'])) }))
        .filter(isCheckRun);
    },
    listIssues: async ({ owner, repo }) => {
      const all: IssueRecord[] = [];
      for (let page = 1; all.length === (page - 1) * PAGE; page += 1) {
        const query = `state=all&per_page=${PAGE}&page=${page}`;
        all.push(
          ...records(await backend.read(owner, `/repos/${owner}/${repo}/issues?${query}`)).filter(isIssue),
        );
      }
      return all;
    },
    getIssue: async ({ owner, repo, number }) => {
      const issue = await backend.read(owner, `/repos/${owner}/${repo}/issues/${number}`);
      if (isIssue(issue)) return issue;
      throw new RekeyError('WORLD_NO_ISSUE', `No issue ${number} in ${owner}/${repo}.`);
    },
    listComments: async ({ owner, repo, number }) => {
      const comments = await backend.read(
        owner,
        `/repos/${owner}/${repo}/issues/${number}/comments?per_page=100`,
      );
      return records(comments).map((comment) => textAt(comment, 'body'));
    },
  };
}
