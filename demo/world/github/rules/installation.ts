import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonOf, makeRequest } from '../exchange.ts';
import { isRecord, numberAt, records, type JsonRecord } from '../json.ts';
import { pageAnswer } from '../paging.ts';

const PAGE = 100;

/** `GET /installation/repositories`, which the emulator lacks. */
export function installationRules(backend: Backend): readonly Rule[] {
  const ownerOf = (installationId: number) =>
    Object.entries(backend.plan.installations).find(([, id]) => id === installationId)?.[0];

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

  return [
    {
      method: 'GET',
      pattern: /^\/installation\/repositories$/,
      handle: async (request) => {
        const caller = backend.callers.identify(request);
        const owner = caller.kind === 'installation' ? ownerOf(caller.installationId) : undefined;
        if (owner === undefined)
          return errorAnswer(403, 'You must authenticate with an installation access token.');
        const all = await listRepositories(owner);
        return pageAnswer(request, backend.apiUrl, all, (repositories) => ({
          total_count: all.length,
          repository_selection: 'all',
          repositories,
        }));
      },
    },
  ];
}
