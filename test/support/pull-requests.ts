import type { CheckRunRecord } from '../../demo/world/github/github-world.ts';
import type { HeadPlace } from '../../demo/world/github/pull-payload.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { APP, checkOf, mcpConfig, requestsSince } from './story.ts';
import { until } from './until.ts';

/** A commit that leaks a token of the world's issuer. */
export interface Leak {
  readonly sha: string;
  readonly path: string;
  readonly token: string;
}

/** What stories of pull requests are told with, all in {@link APP}. */
export interface PullStory {
  tip(): Promise<string>;
  /** A name that was not used before. */
  nextName(): string;
  /** A commit on top of another that no ref points to: a fork's, as the base repository shows it. */
  commitOn(parent: string, files: Readonly<Record<string, string | null>>): Promise<string>;
  leakOn(parent: string): Promise<Leak>;
  /** Takes the token of a leak out again. */
  mendOn(parent: string, leak: Leak): Promise<string>;
  cleanOn(parent: string): Promise<string>;
  /** Opens a pull request to `main`, of a fork unless something else is said. Returns its number. */
  open(head: string, from?: HeadPlace, headRef?: string): Promise<number>;
  /** The check of a commit once its title reads so; a later job of the same commit may change it. */
  checkWith(sha: string, title: string): Promise<CheckRunRecord>;
  /** Waits until all that was delivered so far is done: an installation's jobs run one after another. */
  settle(): Promise<void>;
  /** Requests of Rekey that name a commit, from an index on. */
  since(index: number, sha: string): readonly string[];
}

/** Makes them for a world. */
export function pullStory(world: Surroundings): PullStory {
  let names = 0;
  const nextName = () => `n${(names += 1)}`;
  const commitOn: PullStory['commitOn'] = (parent, files) =>
    world.github.createCommit({ ...APP, parents: [parent], files });
  return {
    tip: async () => (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '',
    nextName,
    commitOn,
    async leakOn(parent) {
      const token = await world.issuer.issueToken();
      const path = `${nextName()}/.mcp.json`;
      return { sha: await commitOn(parent, { [path]: mcpConfig(world.mcp.url, token) }), path, token };
    },
    mendOn: (parent, { path }) => commitOn(parent, { [path]: mcpConfig(world.mcp.url, '${TOKEN}') }),
    cleanOn: (parent) => commitOn(parent, { [`${nextName()}.ts`]: `export const ${nextName()} = 1;\n` }),
    open: (head, from = 'fork', headRef = 'topic') =>
      world.github.openPullRequest({ ...APP, head, headRef, from }),
    async checkWith(sha, title) {
      let check = await checkOf(world, sha);
      await until(async () => {
        check = await checkOf(world, sha);
        return check.output.title?.includes(title);
      }, 25_000);
      return check;
    },
    async settle() {
      const files = { 'settled.txt': nextName() };
      await checkOf(world, await world.github.commitFiles({ ...APP, branch: nextName(), files }));
    },
    since: (index, sha) => requestsSince(world, index).filter((request) => request.includes(sha)),
  };
}
