import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, makeRequest, withJson } from '../exchange.ts';
import type { PullRequests } from '../pull-requests.ts';
import { isRecord, numberAt, records, textAt, type JsonRecord } from '../json.ts';

const REF = /^\/repos\/([^/]+)\/([^/]+)\/git\/refs\/heads(?:\/|%2F)(.+)$/i;
const PULLS = /^\/repos\/([^/]+)\/([^/]+)\/pulls$/;
const PULL = /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)$/;

/** Pull requests as GitHub has them: their head follows its branch, there is one for a branch, and none without one. */
export function pullRules(backend: Backend, pulls: PullRequests): readonly Rule[] {
  const tipOf = async (owner: string, repo: string, branch: string): Promise<string | undefined> => {
    const name = branch.split('/').map(encodeURIComponent).join('/');
    const found = await backend.read(owner, `/repos/${owner}/${repo}/git/ref/heads/${name}`);
    return found === undefined ? undefined : textAt(found, 'object', 'sha');
  };

  const dress = async (owner: string, repo: string, pull: unknown): Promise<unknown> => {
    if (!isRecord(pull) || textAt(pull, 'state') !== 'open') return pull;
    const side = async (which: 'head' | 'base'): Promise<JsonRecord> => {
      const end = isRecord(pull[which]) ? pull[which] : {};
      const tip = await tipOf(owner, repo, textAt(end, 'ref'));
      return tip === undefined ? end : { ...end, sha: tip };
    };
    return { ...pull, head: await side('head'), base: await side('base') };
  };

  const openOf = async (owner: string, repo: string, branch: string): Promise<readonly JsonRecord[]> => {
    const query = `?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}&per_page=100`;
    return records(await backend.read(owner, `/repos/${owner}/${repo}/pulls${query}`));
  };

  const create: Rule['handle'] = async (request, next, [owner = '', repo = '']) => {
    const head = textAt(request.body, 'head').replace(/^[^:]*:/, '');
    const base = textAt(request.body, 'base');
    const same = (await openOf(owner, repo, head)).filter((pull) => textAt(pull, 'base', 'ref') === base);
    if (same.length > 0)
      return errorAnswer(422, `Validation Failed: A pull request already exists for ${owner}:${head}.`);
    const [from, to] = [await tipOf(owner, repo, head), await tipOf(owner, repo, base)];
    if (from === undefined || to === undefined || from === to)
      return errorAnswer(422, `Validation Failed: No commits between ${base} and ${head}`);
    return next(request);
  };

  const read: Rule['handle'] = async (request, next, [owner = '', repo = '', number = '']) => {
    const shown = number === '' ? undefined : await pulls.show(owner, repo, Number(number));
    if (shown !== undefined && request.method === 'GET') return jsonAnswer(200, shown);
    const answer = await next(request);
    const body = jsonOf(answer);
    if (answer.status !== 200) return answer;
    const dressed = Array.isArray(body)
      ? await Promise.all(body.map((pull) => dress(owner, repo, pull)))
      : await dress(owner, repo, body);
    return withJson(answer, dressed);
  };

  /** Whoever deletes a branch closes its pull requests. */
  const deleteBranch: Rule['handle'] = async (request, next, [owner = '', repo = '', branch = '']) => {
    const open = await openOf(owner, repo, branch);
    const answer = await next(request);
    if (answer.status !== 204) return answer;
    for (const pull of open) {
      const path = `/repos/${owner}/${repo}/pulls/${numberAt(pull, 'number')}`;
      const close = makeRequest('PATCH', path, { body: { state: 'closed' } });
      await backend.ask(backend.asUser(backend.actorFor(owner), close));
    }
    return answer;
  };

  return [
    { method: 'POST', pattern: PULLS, handle: create },
    { method: 'GET', pattern: PULLS, handle: read },
    { method: 'GET', pattern: PULL, handle: read },
    { method: 'PATCH', pattern: PULL, handle: read },
    { method: 'DELETE', pattern: REF, handle: deleteBranch },
  ];
}
