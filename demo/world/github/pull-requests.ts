import { RekeyError } from '../../../src/base/errors.ts';
import type { Backend } from './backend.ts';
import { isRecord, textAt, type JsonRecord } from './json.ts';
import {
  pullOfCheck,
  pullPayload,
  STRANGER,
  type HeadPlace,
  type PullRecord,
  type Stranger,
} from './pull-payload.ts';
import type { Delivery, WebhookRelay } from './webhook-relay.ts';

interface Where {
  readonly owner: string;
  readonly repo: string;
}

/** What people do with pull requests, and what GitHub tells of it. Every action resolves when its event is delivered. */
export interface PullActions {
  /**
   * Opens a pull request of a commit: the tip of a branch, or one that no ref of the repository points to, which is what
   * the commits of a fork look like from the base repository. Returns its number.
   */
  openPullRequest(
    pull: Where & {
      readonly head: string;
      readonly headRef: string;
      readonly base?: string;
      /** Default: `branch`. */
      readonly from?: HeadPlace;
      /** Whose fork it is. */
      readonly stranger?: Stranger;
    },
  ): Promise<number>;
  /** Sends the event of a change: another head, another base, closed or opened again. */
  changePullRequest(
    change: Where & {
      readonly number: number;
      readonly action: 'synchronize' | 'edited' | 'closed' | 'reopened';
      readonly head?: string;
      readonly base?: string;
    },
  ): Promise<Delivery>;
  /** What a merge queue does with a group: its commit gets a branch of its own, and checks are asked for. */
  queueMerge(
    group: Where & { readonly number: number; readonly head: string; readonly push?: boolean },
  ): Promise<Delivery>;
}

const FIRST_NUMBER = 5000;

/** The pull requests of the world: the emulator's are all of one repository and tell nobody that they were pushed to. */
export class PullRequests {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #pulls = new Map<string, PullRecord>();
  #last = FIRST_NUMBER;

  constructor(backend: Backend, relay: WebhookRelay) {
    this.#backend = backend;
    this.#relay = relay;
  }

  actions(): PullActions {
    return {
      openPullRequest: async ({
        owner,
        repo,
        head,
        headRef,
        base = 'main',
        from = 'branch',
        stranger = STRANGER,
      }) => {
        this.#last += 1;
        const number = this.#last;
        const tip = await this.#tipOf({ owner, repo }, base);
        const pull = { number, from, headRef, head, baseRef: base, base: tip, open: true, stranger };
        await this.#tell({ owner, repo }, 'opened', pull);
        return number;
      },
      changePullRequest: async ({ owner, repo, number, action, head, base }) => {
        const known = this.#pulls.get(`${owner}/${repo}#${number}`);
        if (!known) throw new RekeyError('WORLD_NO_PULL', `There is no pull request ${number}.`);
        const baseRef = base ?? known.baseRef;
        const pull = {
          ...known,
          head: head ?? known.head,
          baseRef,
          base: await this.#tipOf({ owner, repo }, baseRef),
          open: action !== 'closed',
        };
        const changes = base === undefined ? {} : { base: { ref: { from: known.baseRef } } };
        const more = action === 'edited' ? { changes } : { before: known.head, after: pull.head };
        return this.#tell({ owner, repo }, action, pull, action === 'closed' ? {} : more);
      },
      queueMerge: async ({ owner, repo, number, head, push = true }) => {
        const base = await this.#tipOf({ owner, repo }, 'main');
        const ref = `refs/heads/gh-readonly-queue/main/pr-${number}-${base}`;
        const actor = this.#backend.actorFor(owner);
        if (push)
          await this.#backend.act(actor, 'POST', `/repos/${owner}/${repo}/git/refs`, { ref, sha: head });
        const group = { head_sha: head, head_ref: ref, base_sha: base, base_ref: 'refs/heads/main' };
        const payload = { action: 'checks_requested', merge_group: group };
        return this.#send({ owner, repo }, 'merge_group', () => payload);
      },
    };
  }

  /** One as REST shows it; undefined for what is none of these. */
  async show(owner: string, repo: string, number: number): Promise<unknown> {
    const pull = this.#pulls.get(`${owner}/${repo}#${number}`);
    const repository = await this.#backend.read(owner, `/repos/${owner}/${repo}`);
    const sender = await this.#backend.read(owner, `/users/${this.#backend.actorFor(owner)}`);
    if (!pull || !isRecord(repository) || !isRecord(sender)) return undefined;
    return pullPayload('opened', pull, repository, sender)['pull_request'];
  }

  /** What the emulator leaves out of a check suite: where its branch stood before, and the pull requests. */
  dressSuite(suite: JsonRecord, repository: JsonRecord): JsonRecord {
    const head = textAt(suite, 'head_sha');
    const push = this.#relay.deliveries.findLast(
      ({ event, payload }) => event === 'push' && textAt(payload, 'after') === head,
    );
    const name = textAt(repository, 'full_name');
    const pulls = [...this.#pulls]
      .filter(([key, pull]) => key.startsWith(`${name}#`) && pull.head === head && pull.from === 'branch')
      .map(([, pull]) => pullOfCheck(pull, repository));
    return {
      ...suite,
      head_branch: push ? textAt(push.payload, 'ref').replace('refs/heads/', '') : null,
      before: push ? textAt(push.payload, 'before') : null,
      after: head,
      pull_requests: pulls,
    };
  }

  async #tell(where: Where, action: string, pull: PullRecord, more: JsonRecord = {}): Promise<Delivery> {
    this.#pulls.set(`${where.owner}/${where.repo}#${pull.number}`, pull);
    return this.#send(where, 'pull_request', (repository, sender) => ({
      ...pullPayload(action, pull, repository, sender),
      ...more,
    }));
  }

  async #send(
    { owner, repo }: Where,
    event: string,
    build: (repository: JsonRecord, sender: JsonRecord) => JsonRecord,
  ): Promise<Delivery> {
    const repository = await this.#backend.read(owner, `/repos/${owner}/${repo}`);
    const sender = await this.#backend.read(owner, `/users/${this.#backend.actorFor(owner)}`);
    if (!isRecord(repository) || !isRecord(sender))
      throw new RekeyError('WORLD_NO_REPOSITORY', `There is no repository ${owner}/${repo}.`);
    const id = this.#backend.plan.installations[owner];
    return this.#relay.send(event, {
      repository,
      sender,
      ...build(repository, sender),
      installation: { id },
    });
  }

  async #tipOf({ owner, repo }: Where, branch: string): Promise<string> {
    const name = branch.split('/').map(encodeURIComponent).join('/');
    const path = `/repos/${owner}/${repo}/git/ref/heads/${name}`;
    return textAt(await this.#backend.read(owner, path), 'object', 'sha');
  }
}
