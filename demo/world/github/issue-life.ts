import type { Backend, Rule } from './backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, withJson } from './exchange.ts';
import { isRecord, numberAt, records, textAt } from './json.ts';

interface Issue {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** What people do to issues that REST has no request for; nothing of it is in the log of requests. */
export interface IssueActions {
  /** "Transfer issue": another repository of the same owner has it, under a number of its own. Returns that number. */
  transferIssue(issue: Issue, to: string): Promise<number>;
  /** "Delete issue", and "Convert to discussion" as well: it is no issue any more. */
  removeIssue(issue: Issue): void;
}

const key = ({ owner, repo, number }: Issue) => `${owner}/${repo}/${number}`.toLowerCase();

/**
 * Issues that moved or are gone: the old number redirects to the new place, and a deleted one is answered with 410.
 * https://docs.github.com/rest/issues/issues#get-an-issue
 */
export class IssueLife {
  readonly #backend: Backend;
  readonly #moved = new Map<string, { readonly repositoryId: number; readonly number: number }>();
  readonly #gone = new Set<string>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  actions(): IssueActions {
    return {
      transferIssue: async (issue, to) => {
        const backend = this.#backend;
        const { owner, repo, number } = issue;
        const there = await backend.read(owner, `/repos/${owner}/${repo}/issues/${number}`);
        const target = await backend.read(owner, `/repos/${owner}/${to}`);
        const actor = backend.actorFor(owner);
        const copy = { title: textAt(there, 'title'), body: textAt(there, 'body') };
        const made = await backend.act(actor, 'POST', `/repos/${owner}/${to}/issues`, copy);
        if (textAt(there, 'state') === 'closed')
          await backend.act(actor, 'PATCH', `/repos/${owner}/${to}/issues/${numberAt(made, 'number')}`, {
            state: 'closed',
          });
        const moved = { repositoryId: numberAt(target, 'id'), number: numberAt(made, 'number') };
        this.#moved.set(key(issue), moved);
        return moved.number;
      },
      removeIssue: (issue) => void this.#gone.add(key(issue)),
    };
  }

  rules(): readonly Rule[] {
    const isElsewhere = (issue: Issue) => this.#gone.has(key(issue)) || this.#moved.has(key(issue));
    return [
      {
        method: '*',
        pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)(\/.*)?$/,
        handle: (request, next, [owner = '', repo = '', number = '', rest = '']) => {
          const issue = { owner, repo, number: Number(number) };
          if (this.#gone.has(key(issue))) return Promise.resolve(errorAnswer(410, 'This issue was deleted'));
          const moved = this.#moved.get(key(issue));
          if (!moved) return next(request);
          const safe = request.method === 'GET';
          const path = `/repositories/${moved.repositoryId}/issues/${moved.number}${rest}`;
          const location = `${this.#backend.apiUrl}${path}`;
          const message = safe ? 'Moved Permanently' : 'Temporary Redirect';
          return Promise.resolve(jsonAnswer(safe ? 301 : 307, { message, url: location }, { location }));
        },
      },
      {
        method: 'GET',
        pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues$/,
        handle: async (request, next, [owner = '', repo = '']) => {
          const answer = await next(request);
          const body = jsonOf(answer);
          if (!Array.isArray(body)) return answer;
          const left = records(body).filter(
            (one) => !isRecord(one) || !isElsewhere({ owner, repo, number: numberAt(one, 'number') }),
          );
          return withJson(answer, left);
        },
      },
    ];
  }
}
