import type { Backend, Rule } from './backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, withJson, type Answer } from './exchange.ts';
import { isRecord, numberAt, records, textAt, type JsonRecord } from './json.ts';
import type { WebhookRelay } from './webhook-relay.ts';

interface Issue {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
}

/** What people do to issues that REST has no request for; nothing of it is in the log of requests. */
export interface IssueActions {
  /**
   * "Transfer issue": another repository of the same owner has it, under a number of its own. Returns that number.
   *
   * @param silent the webhook never comes
   */
  transferIssue(issue: Issue, to: string, silent?: boolean): Promise<number>;
  /** "Delete issue", and "Convert to discussion" as well: it is no issue any more. */
  removeIssue(issue: Issue): Promise<void>;
}

const key = ({ owner, repo, number }: Issue) => `${owner}/${repo}/${number}`.toLowerCase();

/**
 * Issues that moved or are gone: the old number redirects to the new place, and a deleted one is answered with 410.
 * https://docs.github.com/rest/issues/issues#get-an-issue
 */
export class IssueLife {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #moved = new Map<string, { readonly repositoryId: number; readonly number: number }>();
  /** By where an issue is now: who wrote it, which a transfer does not change. */
  readonly #authors = new Map<string, JsonRecord>();
  readonly #gone = new Set<string>();

  constructor(backend: Backend, relay: WebhookRelay) {
    this.#backend = backend;
    this.#relay = relay;
  }

  /** https://docs.github.com/webhooks/webhook-events-and-payloads#issues */
  async #tell(action: string, { owner, repo }: Issue, issue: unknown, more: JsonRecord): Promise<void> {
    const id = this.#backend.plan.installations[owner];
    if (id === undefined) return;
    await this.#relay.send('issues', {
      action,
      issue,
      ...more,
      repository: await this.#backend.read(owner, `/repos/${owner}/${repo}`),
      sender: { login: owner, type: 'User' },
      installation: { id },
    });
  }

  #withAuthor(issue: Issue, below: string | undefined, answer: Answer): Answer {
    const user = this.#authors.get(key(issue));
    const body = jsonOf(answer);
    const isIssue = (below ?? '') === '' && answer.status < 300 && isRecord(body);
    return user && isIssue ? withJson(answer, { ...body, user }) : answer;
  }

  actions(): IssueActions {
    return {
      transferIssue: async (issue, to, silent = false) => {
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
        const user = isRecord(there) ? there['user'] : undefined;
        if (isRecord(user)) this.#authors.set(key({ owner, repo: to, number: moved.number }), user);
        const changes = { new_issue: made, new_repository: target };
        if (!silent) await this.#tell('transferred', issue, there, { changes });
        return moved.number;
      },
      removeIssue: async (issue) => {
        const { owner, repo, number } = issue;
        const there = await this.#backend.read(owner, `/repos/${owner}/${repo}/issues/${number}`);
        this.#gone.add(key(issue));
        await this.#tell('deleted', issue, there, {});
      },
    };
  }

  rules(): readonly Rule[] {
    const isElsewhere = (issue: Issue) => this.#gone.has(key(issue)) || this.#moved.has(key(issue));
    return [
      {
        method: '*',
        pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/(\d+)(\/.*)?$/,
        handle: async (request, next, [owner = '', repo = '', number = '', rest = '']) => {
          const issue = { owner, repo, number: Number(number) };
          if (this.#gone.has(key(issue))) return errorAnswer(410, 'This issue was deleted');
          const moved = this.#moved.get(key(issue));
          if (!moved) return this.#withAuthor(issue, rest, await next(request));
          const safe = request.method === 'GET';
          const path = `/repositories/${moved.repositoryId}/issues/${moved.number}${rest}`;
          const location = `${this.#backend.apiUrl}${path}`;
          const message = safe ? 'Moved Permanently' : 'Temporary Redirect';
          return jsonAnswer(safe ? 301 : 307, { message, url: location }, { location });
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
