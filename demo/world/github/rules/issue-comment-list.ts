import type { Backend, Rule } from '../backend.ts';
import { records } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { Texts } from '../texts.ts';

/** All comments on the issues of a repository; the emulator takes `comments` for the number of an issue. */
export function issueCommentListRules(backend: Backend, texts: Texts): readonly Rule[] {
  return [
    {
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/comments$/,
      handle: async (request, _next, [owner = '', repo = '']) => {
        const paths = texts.pathsOf('IssueComment', owner, repo);
        const all = records(await Promise.all(paths.map((path) => backend.read(owner, path))));
        return pageAnswer(request, backend.apiUrl, all);
      },
    },
  ];
}
