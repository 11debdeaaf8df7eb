import { z } from 'zod';
import { detect } from '../../detect/index.ts';
import type { ThreadType } from '../../github/place.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer, statusOf } from '../github-answer.ts';
import { threadText } from './thread-text.ts';

/** A text that holds something. */
export interface ListedThread {
  readonly thread: ThreadType;
  /** Id within its type; see `ThreadPlace`. */
  readonly id: string;
  /** GitHub's global id. */
  readonly node: string;
  readonly number?: number;
}

/** One page of a list. */
export interface ThreadPage {
  readonly threads: readonly ListedThread[];
  readonly isLast: boolean;
}

const PER_PAGE = 100;
const text = z.string().nullish();
const Item = z.object({
  id: z.number().int(),
  node_id: z.string().regex(/^[\w+/=-]{1,200}$/),
  number: z.number().int().optional(),
  title: text,
  name: text,
  body: text,
  pull_request: z.unknown().optional(),
  issue_url: text,
  pull_request_url: text,
});
type Item = z.infer<typeof Item>;

/** The number at the end of the address of an issue or a pull request. */
function numberIn(url: string | null | undefined): number | undefined {
  const number = /\/(\d{1,15})$/.exec(url ?? '')?.[1];
  return number === undefined ? undefined : Number(number);
}

interface ThreadList {
  readonly route: string;
  /** Oldest first, so that what is written meanwhile moves nothing to another page. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly typeOf: (item: Item) => ThreadType;
  readonly title?: 'title' | 'name';
  readonly numberOf?: (item: Item) => number | undefined;
}

const OLDEST_FIRST = { sort: 'created', direction: 'asc' };

/** The lists of a repository, in the order in which they are read. */
export const THREAD_LISTS: readonly ThreadList[] = [
  {
    route: 'GET /repos/{owner}/{repo}/issues',
    parameters: { state: 'all', ...OLDEST_FIRST },
    typeOf: ({ pull_request: pull }) => (pull ? 'pull-request' : 'issue'),
    title: 'title',
    numberOf: ({ number }) => number,
  },
  {
    route: 'GET /repos/{owner}/{repo}/issues/comments',
    parameters: OLDEST_FIRST,
    typeOf: () => 'issue-comment',
    numberOf: ({ issue_url: url }) => numberIn(url),
  },
  {
    route: 'GET /repos/{owner}/{repo}/pulls/comments',
    parameters: OLDEST_FIRST,
    typeOf: () => 'review-comment',
    numberOf: ({ pull_request_url: url }) => numberIn(url),
  },
  { route: 'GET /repos/{owner}/{repo}/comments', typeOf: () => 'commit-comment' },
  { route: 'GET /repos/{owner}/{repo}/releases', typeOf: () => 'release', title: 'name' },
];

/** What Rekey wrote itself begins so. */
const OWN = '<!-- rekey:';

function listed({ typeOf, title, numberOf }: ThreadList, item: Item): ListedThread[] {
  const thread = typeOf(item);
  const number = numberOf?.(item);
  const isNumbered = thread === 'issue' || thread === 'pull-request';
  const id = String(isNumbered ? (number ?? item.id) : item.id);
  const body = item.body ?? '';
  const writing = { ...(title ? { title: item[title] ?? '' } : {}), body };
  if (body.startsWith(OWN) || detect(threadText(thread, id, writing)).length === 0) return [];
  return [{ thread, id, node: item.node_id, ...(number === undefined ? {} : { number }) }];
}

/**
 * Reads one page of a list, and looks at each text; only those that hold something are given. A list that does not exist
 * (issues can be switched off) or that may not be read is empty.
 *
 * @param page from 1
 */
export async function listThreads(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  list: ThreadList,
  page: number,
): Promise<ThreadPage> {
  try {
    const { data } = await octokit.request(list.route, {
      owner: repository.owner,
      repo: repository.name,
      per_page: PER_PAGE,
      page,
      ...list.parameters,
    });
    const items = readAnswer(z.array(Item), data);
    return { threads: items.flatMap((item) => listed(list, item)), isLast: items.length < PER_PAGE };
  } catch (error) {
    const isRefused = statusOf(error) === 403 && /not accessible by integration/i.test(String(error));
    if (!isGone(error) && !isRefused) throw error;
    return { threads: [], isLast: true };
  }
}
