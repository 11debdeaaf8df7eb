import { parsePatch } from '../../../../src/sources/parse-patch.ts';
import type { Backend, Rule } from '../backend.ts';
import { changeRequest, errorAnswer, jsonOf, withJson } from '../exchange.ts';
import { isRecord, numberAt, records, textAt, type JsonRecord } from '../json.ts';

const REVIEWS = /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/reviews$/;
const COMMENTS = /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/comments$/;

/** Lines of a patch by hunk, which comments may be on. */
function hunksOf(patch: string): readonly ReadonlySet<number>[] {
  const parts = patch.split(/^(?=@@ )/m).filter((part) => part.startsWith('@@ '));
  return parts.map((part) => new Set(parsePatch(part).numbers));
}

const isInDiff = (comment: JsonRecord, files: readonly JsonRecord[]): boolean => {
  const file = files.find((one) => textAt(one, 'filename') === textAt(comment, 'path'));
  const line = numberAt(comment, 'line');
  const start = comment['start_line'] === undefined ? line : numberAt(comment, 'start_line');
  const ordered = comment['start_line'] === undefined || start < line;
  const hunks = hunksOf(textAt(file, 'patch'));
  return ordered && hunks.some((hunk) => hunk.has(start) && hunk.has(line));
};

/**
 * Reviews with comments on lines. GitHub takes them on lines of the diff only, a range in one hunk, and nothing of a
 * review where one of its comments is wrong; the emulator knows positions only.
 * https://docs.github.com/rest/pulls/reviews#create-a-review-for-a-pull-request
 */
export function reviewRules(backend: Backend): readonly Rule[] {
  const placed = new Map<string, JsonRecord>();

  const create: Rule['handle'] = async (request, next, [owner = '', repo = '', number = '']) => {
    const body = isRecord(request.body) ? request.body : {};
    const comments = records(body['comments']);
    const actor = backend.actorFor(owner);
    const path = `/repos/${owner}/${repo}/pulls/${number}`;
    const files = records(await backend.act(actor, 'GET', `${path}/files?per_page=100`));
    if (comments.some((comment) => !isInDiff(comment, files)))
      return errorAnswer(
        422,
        'Unprocessable Entity: Pull request review thread line must be part of the diff',
      );
    for (const comment of comments) placed.set(`${path}:${textAt(comment, 'body')}`, comment);
    const positioned = comments.map((comment) => ({ ...comment, position: 1 }));
    return next(changeRequest(request, { body: { ...body, comments: positioned } }));
  };

  const list: Rule['handle'] = async (request, next, [owner = '', repo = '', number = '']) => {
    const answer = await next(request);
    const body = jsonOf(answer);
    if (answer.status !== 200 || !Array.isArray(body)) return answer;
    const path = `/repos/${owner}/${repo}/pulls/${number}`;
    const dressed = records(body).map((comment) => {
      const { line, start_line: start, side } = placed.get(`${path}:${textAt(comment, 'body')}`) ?? {};
      return { ...comment, line: line ?? null, start_line: start ?? null, side: side ?? 'RIGHT' };
    });
    return withJson(answer, dressed);
  };

  return [
    { method: 'POST', pattern: REVIEWS, handle: create },
    { method: 'GET', pattern: COMMENTS, handle: list },
  ];
}
