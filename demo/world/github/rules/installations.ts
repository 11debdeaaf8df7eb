import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonOf, makeRequest, withJson, type Answer } from '../exchange.ts';
import type { InstallationStates } from '../installation-states.ts';
import { isRecord, numberAt, records, type JsonRecord } from '../json.ts';
import { pageAnswer } from '../paging.ts';

const PAGE = 100;
const SUSPENDED = 'This installation has been suspended';

/** The life of installations: suspended, deleted, and which repositories they see. https://docs.github.com/rest/apps */
export function installationRules(backend: Backend, states: InstallationStates): readonly Rule[] {
  /** All repositories of an owner, oldest first; search is the one list that knows private and organisations' ones. */
  const listRepositories = async (owner: string): Promise<readonly JsonRecord[]> => {
    const found: JsonRecord[] = [];
    for (let page = 1; ; page += 1) {
      const query = `/search/repositories?q=${encodeURIComponent(`user:${owner}`)}&per_page=${PAGE}&page=${page}`;
      const answer = await backend.ask(backend.asUser(backend.actorFor(owner), makeRequest('GET', query)));
      const body = jsonOf(answer);
      const items = records(isRecord(body) ? body['items'] : []);
      found.push(...items);
      if (items.length < PAGE) return found.sort((a, b) => numberAt(a, 'id') - numberAt(b, 'id'));
    }
  };

  const dress = (installation: JsonRecord): JsonRecord => {
    const suspendedAt = states.suspended.get(numberAt(installation, 'id'));
    return { ...installation, suspended_at: suspendedAt ?? null };
  };

  /** What an installation is told that is no more, or not for now. */
  const refusal = (id: number): Answer | undefined => {
    if (states.deleted.has(id)) return errorAnswer(401, 'Bad credentials');
    return states.suspended.has(id) ? errorAnswer(403, SUSPENDED) : undefined;
  };

  return [
    {
      method: '*',
      pattern: /^\//,
      handle: async (request, next) => {
        const caller = backend.callers.identify(request);
        const refused = caller.kind === 'installation' ? refusal(caller.installationId) : undefined;
        return refused ?? next(request);
      },
    },
    {
      method: 'POST',
      pattern: /^\/app\/installations\/(\d+)\/access_tokens$/,
      handle: async (request, next, [id = '']) => {
        if (states.deleted.has(Number(id))) return errorAnswer(404, 'Not Found');
        return states.suspended.has(Number(id)) ? errorAnswer(403, SUSPENDED) : next(request);
      },
    },
    {
      method: 'GET',
      pattern: /^\/app\/installations\/(\d+)$/,
      handle: async (request, next, [id = '']) => {
        if (states.deleted.has(Number(id))) return errorAnswer(404, 'Not Found');
        const answer = await next(request);
        const body = jsonOf(answer);
        return answer.status === 200 && isRecord(body) ? withJson(answer, dress(body)) : answer;
      },
    },
    {
      method: 'GET',
      pattern: /^\/app\/installations$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const all = records(jsonOf(answer)).filter((one) => !states.deleted.has(numberAt(one, 'id')));
        return answer.status === 200 ? pageAnswer(request, backend.apiUrl, all.map(dress)) : answer;
      },
    },
    {
      method: 'GET',
      pattern: /^\/installation\/repositories$/,
      handle: async (request) => {
        const caller = backend.callers.identify(request);
        const owner = caller.kind === 'installation' ? states.ownerOf(caller.installationId) : undefined;
        if (owner === undefined)
          return errorAnswer(403, 'You must authenticate with an installation access token.');
        const all = (await listRepositories(owner)).filter((one) => !states.hidden.has(numberAt(one, 'id')));
        return pageAnswer(request, backend.apiUrl, all, (repositories) => ({
          total_count: all.length,
          repository_selection: states.hidden.size > 0 ? 'selected' : 'all',
          repositories: repositories.map((one) => states.dress(one)),
        }));
      },
    },
  ];
}
