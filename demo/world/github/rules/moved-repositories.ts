import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer } from '../exchange.ts';
import type { InstallationStates } from '../installation-states.ts';
import { numberAt, textAt } from '../json.ts';

/**
 * Repositories that are no longer what they were: a request for an old name is sent on to the id (301, or 307 where a
 * body must be sent again), one that is archived takes no writes, and one that left the installation is not there.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function movedRepositoryRules(backend: Backend, states: InstallationStates): readonly Rule[] {
  return [
    {
      method: '*',
      pattern: /^\/repositories\/(\d+)(\/.*)?$/,
      handle: async (request, _next, [id = '', rest = '']) => {
        const found = await states.byId(Number(id));
        if (!found) return errorAnswer(404, 'Not Found');
        const base = `/repos/${textAt(found, 'owner', 'login')}/${textAt(found, 'name')}`;
        const raw = request.path.slice(`/repositories/${id}`.length);
        return backend.handle({ ...request, path: rest === '' ? base : `${base}${raw}` });
      },
    },
    {
      method: '*',
      pattern: /^\/repos\/([^/]+)\/([^/]+)(?:\/|$)/,
      handle: async (request, next, [owner = '', repo = '']) => {
        const moved = states.movedTo(owner, repo);
        // Whoever takes a name that became free takes it for good.
        if (moved === undefined || (await states.repository(owner, repo))) return next(request);
        const [, , , , ...rest] = request.path.split('/');
        const query = request.query.toString();
        const path = ['/repositories', String(moved), ...rest].join('/') + (query === '' ? '' : `?${query}`);
        const safe = request.method === 'GET' || request.method === 'HEAD';
        const message = safe ? 'Moved Permanently' : 'Temporary Redirect';
        const location = `${backend.apiUrl}${path}`;
        return jsonAnswer(safe ? 301 : 307, { message, url: location }, { location });
      },
    },
    {
      method: '*',
      pattern: /^\/repos\/([^/]+)\/([^/]+)(?:\/|$)/,
      handle: async (request, next, [owner = '', repo = '']) => {
        if (backend.callers.identify(request).kind !== 'installation') return next(request);
        const writes = request.method !== 'GET' && request.method !== 'HEAD';
        if (!writes && states.hidden.size === 0) return next(request);
        const repository = await states.repository(owner, repo);
        if (repository && states.hidden.has(numberAt(repository, 'id'))) return errorAnswer(404, 'Not Found');
        return writes && repository?.['archived'] === true
          ? errorAnswer(403, 'Repository was archived so is read-only.')
          : next(request);
      },
    },
    ...['POST', 'PATCH', 'DELETE'].map((method): Rule => ({
      method,
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/git\/refs(?:\/.+)?$/,
      handle: async (request, next, [owner = '', repo = '']) => {
        const answer = await next(request);
        if (answer.status < 300) await states.notePush(owner, repo);
        return answer;
      },
    })),
  ];
}
