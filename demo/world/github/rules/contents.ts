import type { Rule } from '../backend.ts';
import { conditional } from '../conditional.ts';
import { errorAnswer, jsonOf, withJson, type Answer, type GitHubRequest } from '../exchange.ts';
import { isRecord, records, textAt, type JsonRecord } from '../json.ts';

/** Above this a file's content is only to be had raw. https://docs.github.com/rest/repos/contents */
const MAX_JSON_CONTENT = 1024 * 1024;
const BASE64_LINE = 60;

/** Both spellings, since Octokit sends the older one: `application/vnd.github.v3.raw+json`. */
const accepts = (request: GitHubRequest, word: string) =>
  ['', 'v3.'].some((version) =>
    request.headers['accept']?.includes(`application/vnd.github.${version}${word}`),
  );

/** Git leaves out a count of 1 in a hunk's head: `@@ -0,0 +1 @@`. */
function patchLikeGit(patch: string): string {
  return patch.replaceAll(/^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/gm, (head) => head.replaceAll(/,1(?= )/g, ''));
}

/** GitHub breaks base64 after 60 characters and ends it with a line break. */
function inLines(base64: string): string {
  return base64.replaceAll(new RegExp(`.{1,${BASE64_LINE}}`, 'g'), (line) => `${line}\n`);
}

function contentLikeGitHub(file: JsonRecord): JsonRecord {
  if (typeof file['content'] !== 'string' || file['encoding'] !== 'base64') return file;
  const bytes = Buffer.from(file['content'], 'base64').length;
  if (bytes > MAX_JSON_CONTENT) return { ...file, content: '', encoding: 'none' };
  return { ...file, content: inLines(file['content']) };
}

function rawAnswer(answer: Answer, body: Buffer): Answer {
  const type = 'application/vnd.github.raw+json; charset=utf-8';
  return { status: answer.status, headers: { ...answer.headers, 'content-type': type }, body };
}

/**
 * Files, blobs and diffs as GitHub gives them.
 *
 * @param maxPatchBytes a file whose diff is longer has none, so that the reader must fetch the blob
 */
export function contentRules(maxPatchBytes: number): readonly Rule[] {
  const withoutLongPatches = (body: JsonRecord): JsonRecord => ({
    ...body,
    files: records(body['files']).map((file) => {
      const { patch, ...rest } = file;
      const fits = typeof patch === 'string' && Buffer.byteLength(patch) <= maxPatchBytes;
      return fits ? { ...rest, patch: patchLikeGit(patch) } : rest;
    }),
  });

  const diffs: Rule['handle'] = async (request, next) => {
    // Honest about what is missing: silently returning JSON would look like a diff without changes.
    if (accepts(request, 'diff') || accepts(request, 'patch'))
      return errorAnswer(501, 'This GitHub gives commits and comparisons as JSON only.');
    const answer = await next(request);
    const body = jsonOf(answer);
    return answer.status === 200 && isRecord(body) ? withJson(answer, withoutLongPatches(body)) : answer;
  };

  return [
    {
      method: 'GET',
      pattern: /^\/repos\/[^/]+\/[^/]+\/git\/trees\/HEAD$/,
      handle: async (request, next) => {
        const answer = await next(request);
        if (answer.status === 200) return conditional(request, answer);
        const repository = await next({
          ...request,
          path: request.path.replace(/\/git\/.*$/, ''),
          query: new URLSearchParams(),
        });
        // https://docs.github.com/rest/git/trees: an empty repository is a conflict, and there all the same.
        return repository.status === 200 ? errorAnswer(409, 'Git Repository is empty.') : answer;
      },
    },
    { method: 'GET', pattern: /^\/repos\/[^/]+\/[^/]+\/compare\/.+$/, handle: diffs },
    {
      method: 'GET',
      pattern: /^\/repos\/[^/]+\/[^/]+\/commits\/(?!.*\/(?:check-runs|check-suites|pulls|comments)$).+$/,
      handle: diffs,
    },
    {
      method: 'GET',
      pattern: /^\/repos\/[^/]+\/[^/]+\/contents\/.+$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const isFile = answer.headers['content-type'] === 'application/octet-stream';
        if (isFile) return rawAnswer(answer, answer.body);
        const body = jsonOf(answer);
        return isRecord(body) ? withJson(answer, contentLikeGitHub(body)) : answer;
      },
    },
    {
      method: 'GET',
      pattern: /^\/repos\/[^/]+\/[^/]+\/git\/blobs\/[^/]+$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const body = jsonOf(answer);
        if (answer.status !== 200 || !isRecord(body)) return answer;
        const base64 = textAt(body, 'content');
        return accepts(request, 'raw')
          ? rawAnswer(answer, Buffer.from(base64, 'base64'))
          : withJson(answer, { ...body, content: inLines(base64) });
      },
    },
  ];
}
