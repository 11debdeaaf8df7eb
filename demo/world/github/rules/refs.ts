import type { Backend, Rule } from '../backend.ts';
import type { Events } from '../events.ts';
import { jsonOf } from '../exchange.ts';
import { textAt } from '../json.ts';
import { NO_COMMIT } from '../push-payload.ts';

/** New and deleted refs are pushes too; the emulator tells nobody, so the world does. */
export function refRules(backend: Backend, events: Events): readonly Rule[] {
  return [
    {
      method: 'POST',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/git\/refs$/,
      handle: async (request, next, [owner = '', repo = '']) => {
        const answer = await next(request);
        const made = jsonOf(answer);
        if (answer.status !== 201) return answer;
        const after = textAt(made, 'object', 'sha');
        events.refChanged({ owner, repo, ref: textAt(made, 'ref'), before: NO_COMMIT, after });
        return answer;
      },
    },
    {
      method: 'DELETE',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/git\/refs\/(.+)$/,
      handle: async (request, next, [owner = '', repo = '', name = '']) => {
        const path = `/repos/${owner}/${repo}/git/ref/${name.split('/').map(encodeURIComponent).join('/')}`;
        const before = textAt(await backend.read(owner, path), 'object', 'sha');
        const answer = await next(request);
        if (answer.status !== 204) return answer;
        events.refChanged({ owner, repo, ref: `refs/${name}`, before, after: NO_COMMIT });
        return answer;
      },
    },
  ];
}
