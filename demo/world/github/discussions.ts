import { RekeyError } from '../../../src/base/errors.ts';
import type { Backend } from './backend.ts';
import type { RepositoryName } from './github-world.ts';
import type { JsonRecord } from './json.ts';
import type { WebhookRelay } from './webhook-relay.ts';

interface Version {
  readonly diff: string;
  readonly deletedAt: string | null;
}

/** A comment on a discussion, or an answer to one. */
export interface DiscussionComment {
  readonly id: number;
  readonly node: string;
  readonly login: string;
  readonly body: string;
  readonly replyTo?: string;
  readonly bodies: readonly Version[];
}

/** A discussion, of which REST knows nothing. */
export interface Discussion extends Omit<DiscussionComment, 'replyTo'> {
  readonly owner: string;
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly comments: readonly DiscussionComment[];
}

/** What people do in discussions. */
export interface DiscussionActions {
  /** Opens a discussion; one event. */
  addDiscussion(
    text: RepositoryName & { readonly title: string; readonly body: string },
  ): Promise<Discussion>;
  /** Comments on one, or answers the comment with a node id; one event. */
  commentOnDiscussion(
    comment: RepositoryName & { readonly number: number; readonly body: string; readonly replyTo?: string },
  ): Promise<DiscussionComment>;
  listDiscussionComments(where: RepositoryName & { readonly number: number }): readonly DiscussionComment[];
}

const FIRST_ID = 5_000_001;

/** Keeps the discussions of all repositories, and tells of them as GitHub does. */
export class Discussions {
  readonly #backend: Backend;
  readonly #relay: WebhookRelay;
  readonly #all: Discussion[] = [];
  #lastId = FIRST_ID;

  constructor(backend: Backend, relay: WebhookRelay) {
    this.#backend = backend;
    this.#relay = relay;
  }

  /** By its node id, or that of one of its comments. */
  find(node: string): { readonly discussion: Discussion; readonly comment?: DiscussionComment } | undefined {
    for (const discussion of this.#all) {
      if (discussion.node === node) return { discussion };
      const comment = discussion.comments.find((one) => one.node === node);
      if (comment) return { discussion, comment };
    }
    return undefined;
  }

  /** Adds a comment; undefined when it answers an answer, which GitHub does not take. */
  comment(
    number: number,
    where: RepositoryName,
    login: string,
    body: string,
    replyTo?: string,
  ): DiscussionComment {
    const index = this.#all.findIndex(
      (one) => one.owner === where.owner && one.repo === where.repo && one.number === number,
    );
    const discussion = this.#all[index];
    if (discussion === undefined) throw new RekeyError('WORLD_NO_DISCUSSION', `No discussion ${number}.`);
    const made: DiscussionComment = {
      ...this.#ids('DC_kwDO'),
      login,
      body,
      bodies: [],
      ...(replyTo === undefined ? {} : { replyTo }),
    };
    this.#all[index] = { ...discussion, comments: [...discussion.comments, made] };
    return made;
  }

  actions(): DiscussionActions {
    return {
      addDiscussion: async ({ owner, repo, title, body }) => {
        const login = this.#backend.actorFor(owner);
        const discussion: Discussion = {
          ...this.#ids('D_kwDO'),
          owner,
          repo,
          number: 900 + this.#all.length,
          title,
          body,
          login,
          bodies: [],
          comments: [],
        };
        this.#all.push(discussion);
        await this.#tell('discussion', discussion, {});
        return discussion;
      },
      commentOnDiscussion: async ({ number, body, replyTo, ...where }) => {
        const made = this.comment(number, where, this.#backend.actorFor(where.owner), body, replyTo);
        const found = this.find(made.node);
        if (found)
          await this.#tell('discussion_comment', found.discussion, { comment: this.#toComment(made) });
        return made;
      },
      listDiscussionComments: ({ owner, repo, number }) =>
        this.#all.find((one) => one.owner === owner && one.repo === repo && one.number === number)
          ?.comments ?? [],
    };
  }

  #ids(prefix: string): { readonly id: number; readonly node: string } {
    this.#lastId += 1;
    return { id: this.#lastId, node: `${prefix}${Buffer.from(String(this.#lastId)).toString('base64url')}` };
  }

  #toComment({ id, node, body, login }: DiscussionComment): JsonRecord {
    const at = new Date().toISOString();
    return {
      id,
      node_id: node,
      parent_id: null,
      body,
      user: { login, type: 'User' },
      created_at: at,
      updated_at: at,
    };
  }

  /** https://docs.github.com/webhooks/webhook-events-and-payloads#discussion */
  async #tell(event: string, discussion: Discussion, more: JsonRecord): Promise<void> {
    const { owner, repo, id, node, number, title, body, login } = discussion;
    const installation = this.#backend.plan.installations[owner];
    if (!this.#backend.plan.events.includes(event) || installation === undefined) return;
    const sender = { login, type: 'User' };
    await this.#relay.send(event, {
      action: 'created',
      ...more,
      discussion: { id, node_id: node, number, title, body, user: sender, state: 'open', locked: false },
      repository: await this.#backend.read(owner, `/repos/${owner}/${repo}`),
      sender,
      installation: { id: installation },
    });
  }
}
