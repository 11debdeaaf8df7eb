import { isRecord, numberAt, records, textAt, type JsonRecord } from '../../demo/world/github/json.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { mcpConfig } from './story.ts';
import { until } from './until.ts';

/** A repository of the fix stories. */
export interface FixPlace {
  readonly owner: string;
  readonly repo: string;
}

/** A pull request as a test looks at it. */
export interface FixPull {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string;
  readonly head: string;
}

/** What stories about Rekey's own pull request are told with. */
export interface FixStory {
  /** Pushes to a branch (default `main`) a configuration with a token of the world's issuer, which Rekey revokes. */
  leak(where: FixPlace, path: string, branch?: string): Promise<string>;
  /** All pull requests of a repository, the newest first. */
  pulls(where: FixPlace): Promise<readonly FixPull[]>;
  /** The newest pull request once it is as wanted. */
  pull(where: FixPlace, wanted: (pull: FixPull) => unknown): Promise<FixPull>;
  /** A file of a branch or commit as bytes; undefined where there is none. */
  file(where: FixPlace, path: string, ref: string): Promise<string | undefined>;
  /** Comments on lines of a pull request. */
  lineComments(where: FixPlace, number: number): Promise<readonly JsonRecord[]>;
  openPull(where: FixPlace, head: string): Promise<number>;
}

/** The file that Claude Code reads, formatted as nobody would, with a comment that JSON does not have. */
export const oddConfig = (url: string, token: string): string =>
  mcpConfig(url, token).replaceAll('\n', '\r\n').replace('{\r\n  "mcp', '{ // keep\r\n\t"mcp').trimEnd();

const at = ({ owner, repo }: FixPlace, below: string) => `/repos/${owner}/${repo}${below}`;

/** Makes them for a world. */
export function fixStory(world: Surroundings): FixStory {
  const pulls: FixStory['pulls'] = async (where) =>
    records(await world.github.call('GET', at(where, '/pulls?state=all&per_page=100')))
      .map((pull) => ({
        number: numberAt(pull, 'number'),
        state: textAt(pull, 'state'),
        title: textAt(pull, 'title'),
        body: textAt(pull, 'body'),
        head: textAt(pull, 'head', 'ref'),
      }))
      .toSorted((a, b) => b.number - a.number);
  return {
    pulls,
    async leak(where, path, branch = 'main') {
      const token = await world.issuer.issueToken();
      const files = { [path]: oddConfig(world.mcp.url, token) };
      await world.github.commitFiles({ ...where, branch, files });
      return token;
    },
    async pull(where, wanted) {
      let found: FixPull | undefined;
      await until(async () => {
        found = (await pulls(where)).find(({ head }) => head === 'rekey/fix');
        return found !== undefined && (await wanted(found));
      }, 30_000);
      return found as FixPull;
    },
    async file(where, path, ref) {
      try {
        const name = path.split('/').map(encodeURIComponent).join('/');
        const found = await world.github.call(
          'GET',
          at(where, `/contents/${name}?ref=${encodeURIComponent(ref)}`),
        );
        return Buffer.from(textAt(found, 'content'), 'base64').toString('utf8');
      } catch {
        return undefined;
      }
    },
    lineComments: async (where, number) =>
      records(await world.github.call('GET', at(where, `/pulls/${number}/comments`))),
    async openPull(where, head) {
      const pull = await world.github.call('POST', at(where, '/pulls'), {
        title: 'Mine',
        head,
        base: 'main',
      });
      return isRecord(pull) ? numberAt(pull, 'number') : 0;
    },
  };
}
