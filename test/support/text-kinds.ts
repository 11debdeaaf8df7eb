import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import { isRecord, records, textAt } from '../../demo/world/github/json.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { APP } from './story.ts';

/** How a text of a kind is written, what its issue calls it, and where answers to it stand. */
export type TextKind = readonly [
  kind: string,
  write: (text: string) => Promise<{ words: string; answers: () => Promise<readonly string[]> }>,
];

/** The number of an issue or a pull request that GitHub answers. */
export const numberOf = (made: unknown): number => Number(isRecord(made) ? made['number'] : 0);

/** Those of the comments at a text that tell its author. */
export const told = (bodies: readonly string[]) =>
  bodies.filter((body) => body.startsWith('<!-- rekey:told:'));

/** Of one incident: several may be told of in the same conversation. */
export const toldOf = (issue: IssueRecord | undefined, bodies: readonly string[]) => {
  const incident = /rekey:incident:(\S+)/.exec(issue?.body ?? '')?.[1] ?? 'none';
  return told(bodies).filter((body) => body.includes(incident));
};

/**
 * All kinds of texts that people write in the repository `octo/app` and can be answered.
 *
 * @param world while tests run
 * @param pull number of a pull request that is there
 */
export function textKinds(world: () => Surroundings, pull: () => number): readonly TextKind[] {
  const call = (method: string, path: string, body?: unknown) =>
    world().github.call(method, `/repos/octo/app${path}`, body);
  const bodiesAt = async (path: string) =>
    records(await call('GET', `${path}?per_page=100`)).map((one) => textAt(one, 'body'));
  const discussed = async (number: number) =>
    world()
      .github.listDiscussionComments({ ...APP, number })
      .map(({ body }) => body);
  return [
    [
      'an issue',
      async (text) => {
        const number = numberOf(await call('POST', '/issues', { title: 'Broken', body: text }));
        return {
          words: `Issue ${number}, by \`octo\`, line 10`,
          answers: () => bodiesAt(`/issues/${number}/comments`),
        };
      },
    ],
    [
      'a comment on an issue',
      async (text) => {
        const number = numberOf(await call('POST', '/issues', { title: 'Help', body: 'see below' }));
        await call('POST', `/issues/${number}/comments`, { body: text });
        return { words: `Comment on issue ${number}`, answers: () => bodiesAt(`/issues/${number}/comments`) };
      },
    ],
    [
      'a pull request',
      async (text) => {
        await world().github.commitFiles({ ...APP, branch: 'side', files: { 'b.txt': 'b\n' } });
        const body = { title: 'Another', head: 'side', base: 'main', body: text };
        const number = numberOf(await call('POST', '/pulls', body));
        return { words: `Pull request ${number}`, answers: () => bodiesAt(`/issues/${number}/comments`) };
      },
    ],
    [
      'a review',
      async (text) => {
        await call('POST', `/pulls/${pull()}/reviews`, { event: 'COMMENT', body: text });
        return { words: 'Review of pull request', answers: () => bodiesAt(`/issues/${pull()}/comments`) };
      },
    ],
    [
      'a review comment',
      async (text) => {
        await call('POST', `/pulls/${pull()}/comments`, {
          body: text,
          path: 'a.txt',
          line: 1,
          side: 'RIGHT',
        });
        return {
          words: 'Review comment on pull request',
          answers: () => bodiesAt(`/pulls/${pull()}/comments`),
        };
      },
    ],
    [
      'a comment on a commit',
      async (text) => {
        const sha = await world().github.tipOf({ ...APP, ref: 'main' });
        await call('POST', `/commits/${sha}/comments`, { body: text });
        return { words: 'Comment on commit', answers: () => bodiesAt(`/commits/${sha}/comments`) };
      },
    ],
    [
      'a discussion',
      async (text) => {
        const { number } = await world().github.addDiscussion({ ...APP, title: 'Why', body: text });
        return { words: `Discussion ${number}`, answers: () => discussed(number) };
      },
    ],
    [
      'an answer in a discussion',
      async (text) => {
        const { number } = await world().github.addDiscussion({ ...APP, title: 'How', body: 'so' });
        const { node } = await world().github.commentOnDiscussion({ ...APP, number, body: 'like this' });
        await world().github.commentOnDiscussion({ ...APP, number, body: text, replyTo: node });
        return { words: `Comment on discussion ${number}`, answers: () => discussed(number) };
      },
    ],
  ];
}
