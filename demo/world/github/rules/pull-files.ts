import type { Backend, Rule } from '../backend.ts';
import { isRecord, records, textAt } from '../json.ts';
import { pageAnswer } from '../paging.ts';

/** The files of a pull request; the emulator makes them up, so they are taken from the comparison of its two ends. */
export function pullFileRules(backend: Backend): readonly Rule[] {
  return [
    {
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/pulls\/(\d+)\/files$/,
      handle: async (request, next, [owner = '', repo = '', number = '']) => {
        const answer = await next(request);
        if (answer.status !== 200) return answer;
        const base = `/repos/${owner}/${repo}`;
        const pull = await backend.act(backend.actorFor(owner), 'GET', `${base}/pulls/${number}`);
        const ends = `${textAt(pull, 'base', 'sha')}...${textAt(pull, 'head', 'sha')}`;
        // With the rules, so that its patches are as everywhere else.
        const comparison = await backend.act(backend.actorFor(owner), 'GET', `${base}/compare/${ends}`);
        const files = records(isRecord(comparison) ? comparison['files'] : []);
        return pageAnswer(request, backend.apiUrl, files);
      },
    },
  ];
}
