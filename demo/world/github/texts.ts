import type { Backend } from './backend.ts';
import { isRecord, numberAt, textAt, type JsonRecord } from './json.ts';

/** What GraphQL calls a text that REST knows as well. */
export type TextType =
  | 'Issue'
  | 'IssueComment'
  | 'PullRequest'
  | 'PullRequestReview'
  | 'PullRequestReviewComment'
  | 'CommitComment'
  | 'Release';

interface EarlierBody {
  readonly diff: string;
  readonly deletedAt: string | null;
  /** Login of who wrote it; absent: the author of the text. */
  readonly editor?: string;
}

/** A text of a person, found by its global id. */
export interface KnownText {
  readonly type: TextType;
  readonly owner: string;
  /** Where REST reads it. */
  readonly path: string;
  /** Login of who edited the body last; absent where nobody did. */
  readonly editor?: string;
  /** Earlier bodies, the newest first. */
  readonly bodies: readonly EarlierBody[];
  /** Earlier titles, the oldest first, each with the login of who changed it. */
  readonly titles: readonly { readonly previousTitle: string; readonly actor: string }[];
}

/** Owner, repository, and the path below it. */
type Parts = readonly [owner: string, repo: string, below: string];

interface Kind {
  readonly type: TextType;
  /** Over the path below the repository, of a request that makes or changes one. */
  readonly pattern: RegExp;
  /** Path below the repository by which it is read. */
  readonly read: (made: JsonRecord, path: string) => string;
}

const KINDS: readonly Kind[] = [
  { type: 'Issue', pattern: /^\/issues(?:\/\d+)?$/, read: (made) => `/issues/${numberAt(made, 'number')}` },
  {
    type: 'IssueComment',
    pattern: /^\/issues\/(?:\d+\/comments|comments\/\d+)$/,
    read: (made) => `/issues/comments/${numberAt(made, 'id')}`,
  },
  {
    type: 'PullRequest',
    pattern: /^\/pulls(?:\/\d+)?$/,
    read: (made) => `/pulls/${numberAt(made, 'number')}`,
  },
  {
    type: 'PullRequestReview',
    pattern: /^\/pulls\/\d+\/reviews(?:\/\d+)?$/,
    read: (made, path) => `${path.replace(/\/reviews.*$/, '')}/reviews/${numberAt(made, 'id')}`,
  },
  {
    type: 'PullRequestReviewComment',
    pattern: /^\/pulls\/(?:\d+\/comments(?:\/\d+\/replies)?|comments\/\d+)$/,
    read: (made) => `/pulls/comments/${numberAt(made, 'id')}`,
  },
  {
    type: 'CommitComment',
    pattern: /^\/(?:commits\/[^/]+\/comments|comments\/\d+)$/,
    read: (made) => `/comments/${numberAt(made, 'id')}`,
  },
  { type: 'Release', pattern: /^\/releases(?:\/\d+)?$/, read: (made) => `/releases/${numberAt(made, 'id')}` },
];

/** Remembers every text by its global id, and what it said before each edit, as GitHub's menu "edited" does. */
export class Texts {
  readonly #backend: Backend;
  readonly #known = new Map<string, KnownText>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  find(node: string): KnownText | undefined {
    return this.#known.get(node);
  }

  /** Where REST reads the texts of a type in a repository, oldest first. */
  pathsOf(type: TextType, owner: string, repo: string): readonly string[] {
    const known = [...this.#known.values()].filter((text) => text.type === type);
    return known.map(({ path }) => path).filter((path) => path.startsWith(`/repos/${owner}/${repo}/`));
  }

  /** What "Delete revision from history" does, to all earlier versions of a text. */
  deleteHistory(node: string): void {
    const text = this.#known.get(node);
    if (text === undefined) return;
    const deletedAt = new Date().toISOString();
    this.#known.set(node, { ...text, bodies: text.bodies.map((body) => ({ ...body, deletedAt })) });
  }

  /** What stood there before a request that may change it; undefined for what is no text. */
  async before(owner: string, path: string, below: string): Promise<unknown> {
    return KINDS.some(({ pattern }) => pattern.test(below)) ? this.#backend.read(owner, path) : undefined;
  }

  /** Takes note of a text that was made, or that somebody changed from what it was before. */
  note([owner, repo, below]: Parts, made: unknown, before: unknown, actor: string): void {
    const kind = KINDS.find(({ pattern }) => pattern.test(below));
    const node = textAt(made, 'node_id');
    if (kind === undefined || node === '' || !isRecord(made)) return;
    const known = this.#known.get(node);
    const old = isRecord(before) && textAt(before, 'node_id') === node ? before : undefined;
    const body = textAt(old, 'body');
    const title = textAt(old, 'title');
    const isEdited = old !== undefined && body !== textAt(made, 'body');
    const by = known?.editor === undefined ? {} : { editor: known.editor };
    this.#known.set(node, {
      type: kind.type,
      owner,
      path: `/repos/${owner}/${repo}${kind.read(made, below)}`,
      ...(isEdited ? { editor: actor } : by),
      bodies: [...(isEdited ? [{ diff: body, deletedAt: null, ...by }] : []), ...(known?.bodies ?? [])],
      titles: [
        ...(known?.titles ?? []),
        ...(old && title !== textAt(made, 'title') ? [{ previousTitle: title, actor }] : []),
      ],
    });
  }
}
