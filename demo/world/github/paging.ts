import { jsonAnswer, type Answer, type GitHubRequest } from './exchange.ts';

/** GitHub's own default and maximum for `per_page`. */
const DEFAULT_PER_PAGE = 30;
const MAX_PER_PAGE = 100;

function positive(value: string | null, fallback: number): number {
  const parsed = Number.parseInt(value ?? '', 10);
  return parsed > 0 ? parsed : fallback;
}

/**
 * One page of a list with GitHub's `Link` header.
 * https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
 *
 * @param apiUrl where the links point to
 * @param wrap makes the body from the page's items; without it the body is the bare array
 */
export function pageAnswer<T>(
  request: GitHubRequest,
  apiUrl: string,
  items: readonly T[],
  wrap: (page: readonly T[]) => unknown = (page) => page,
): Answer {
  const perPage = Math.min(MAX_PER_PAGE, positive(request.query.get('per_page'), DEFAULT_PER_PAGE));
  const page = positive(request.query.get('page'), 1);
  const last = Math.max(1, Math.ceil(items.length / perPage));
  const link = (target: number, rel: string) => {
    const query = new URLSearchParams(request.query);
    query.set('page', String(target));
    return `<${apiUrl}${request.path}?${query.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(1, 'first'), link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
  ];
  const body = wrap(items.slice((page - 1) * perPage, page * perPage));
  return jsonAnswer(200, body, links.length > 0 ? { link: links.join(', ') } : {});
}
