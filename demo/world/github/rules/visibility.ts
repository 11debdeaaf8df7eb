import type { Backend, Rule } from '../backend.ts';
import { errorAnswer } from '../exchange.ts';

/** GitHub says 404 of a private repository to whoever may not know of it; the emulator says 401 or 403. */
export function visibilityRules(backend: Backend): readonly Rule[] {
  return [
    {
      method: '*',
      pattern: /^\/repos\/([^/]+)\/[^/]+/,
      handle: async (request, next, [owner = '']) => {
        const answer = await next(request);
        if (answer.status !== 401 && answer.status !== 403) return answer;
        const caller = backend.callers.identify(request);
        const own =
          caller.kind === 'installation' && backend.plan.installations[owner] === caller.installationId;
        return own
          ? errorAnswer(403, 'Resource not accessible by integration')
          : errorAnswer(404, 'Not Found');
      },
    },
  ];
}
