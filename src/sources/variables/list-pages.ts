import type { z } from 'zod';
import { rateLimitWait } from '../../github/retry-after.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer, statusOf } from '../github-answer.ts';

/** What was kept of a page of a list, so that it costs nothing while nothing changes. */
export interface KnownPage {
  readonly etag: string;
  /** Another page follows. */
  readonly more: boolean;
}

/** A list to be read. */
export interface PagedList<T> {
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly perPage: number;
  readonly maxPages: number;
  /** Reads the items of a page. */
  readonly page: z.ZodType<readonly T[]>;
}

/**
 * What a list holds now. `unchanged`: what was read last. `refused`: the App may not read it. `gone`: there is no such
 * list here.
 */
export type ListAnswer<T> =
  | { readonly kind: 'read'; readonly items: readonly T[]; readonly pages: readonly KnownPage[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'gone' };

interface Page<T> extends KnownPage {
  readonly items: readonly T[];
}

const NOT_MODIFIED = 304;

/** One page; undefined when it is as it was. */
async function readPage<T>(
  octokit: Octokit,
  list: PagedList<T>,
  page: number,
  known?: KnownPage,
): Promise<Page<T> | undefined> {
  try {
    const { headers, data } = await octokit.request(list.route, {
      ...list.parameters,
      per_page: list.perPage,
      page,
      ...(known?.etag ? { headers: { 'if-none-match': known.etag } } : {}),
    });
    return {
      items: readAnswer(list.page, data),
      etag: headers.etag ?? '',
      more: /\brel="?next"?/.test(headers.link ?? ''),
    };
  } catch (error) {
    if (known && statusOf(error) === NOT_MODIFIED) return undefined;
    throw error;
  }
}

/** The first page that is not as it was, by its number; undefined when all are. */
async function firstChange<T>(octokit: Octokit, list: PagedList<T>, known: readonly KnownPage[]) {
  for (let page = 1; page <= list.maxPages; page++) {
    const before = known[page - 1];
    const read = await readPage(octokit, list, page, before);
    if (read) return { page, read };
    if (before?.more !== true) return undefined;
  }
  return undefined;
}

/** The answer for an error that says something about the list; throws any other. */
export function answerOfError(error: unknown): Exclude<ListAnswer<never>, { kind: 'read' | 'unchanged' }> {
  if (isGone(error)) return { kind: 'gone' };
  if (statusOf(error) !== 403 || rateLimitWait(error) !== undefined) throw error;
  return { kind: 'refused' };
}

/**
 * Reads a list with its ETags: a page that is as it was costs none of the quota
 * (https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate).
 * Once one has changed all are read, so that what is missing is known to be gone.
 */
export async function listPages<T>(
  octokit: Octokit,
  list: PagedList<T>,
  known: readonly KnownPage[],
): Promise<ListAnswer<T>> {
  try {
    const changed = await firstChange(octokit, list, known);
    if (!changed) return { kind: 'unchanged' };
    const pages: Page<T>[] = [];
    for (let page = 1; page <= list.maxPages; page++) {
      const read = page === changed.page ? changed.read : await readPage(octokit, list, page);
      if (!read) break;
      pages.push(read);
      if (!read.more) break;
    }
    return {
      kind: 'read',
      items: pages.flatMap(({ items }) => items),
      pages: pages.map(({ etag, more }) => ({ etag, more })),
    };
  } catch (error) {
    return answerOfError(error);
  }
}
