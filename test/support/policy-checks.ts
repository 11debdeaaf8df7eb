import type { CheckRunRecord } from '../../demo/world/github/github-world.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { generators } from './credentials.ts';
import { checkOf, mcpConfig } from './story.ts';

interface Where {
  readonly owner: string;
  readonly repo: string;
}
type Files = Readonly<Record<string, string | null>>;

/** What stories of policy files are told with. */
export interface PolicyStory {
  /** A name that was not used before. */
  branchName(): string;
  /** One commit on a branch, `main` unless another is named. Returns its sha. */
  pushed(where: Where, files: Files, branch?: string): Promise<string>;
  /** A pull request with these files on top of the default branch. Returns its head. */
  proposed(where: Where, from: 'fork' | 'branch', files: Files): Promise<string>;
  /** Pushes a credential of a provider that Rekey cannot ask, so that its incident stays open. */
  openLeak(where: Where, path: string): Promise<void>;
  /** Waits until all that was delivered so far is done: an installation's jobs run one after another. */
  settle(where: Where): Promise<void>;
  /** All check runs `Rekey policy` of a commit. */
  checks(where: Where, sha: string): Promise<readonly CheckRunRecord[]>;
}

/** A last day for rules of a world that runs by the clock. */
export const IN_HALF_A_YEAR = new Date(Date.now() + 182 * 86_400_000).toISOString().slice(0, 10);

/** A policy with one ignore rule. */
export const ignoring = (path: string, end = IN_HALF_A_YEAR): string =>
  `ignore:\n  - { path: "${path}", reason: "made up", until: ${end} }\n`;

/** Makes them for a world. */
export function policyStory(world: Surroundings): PolicyStory {
  let names = 0;
  const branchName = () => `b${(names += 1)}`;
  const pushed: PolicyStory['pushed'] = (where, files, branch = 'main') =>
    world.github.commitFiles({ ...where, branch, files });
  return {
    branchName,
    pushed,
    async proposed(where, from, files) {
      const tip = (await world.github.tipOf({ ...where, ref: 'main' })) ?? '';
      const head = await world.github.createCommit({ ...where, parents: [tip], files });
      const headRef = branchName();
      if (from === 'branch') await world.github.push({ ...where, ref: headRef, sha: head });
      await world.github.openPullRequest({ ...where, head, headRef, from });
      return head;
    },
    async openLeak(where, path) {
      const config = mcpConfig('https://mcp.example.com', generators['slack-bot-token']?.() ?? '');
      await checkOf(world, await pushed(where, { [path]: config }), where);
    },
    async settle(where) {
      await checkOf(world, await pushed(where, { 'settled.txt': branchName() }, branchName()), where);
    },
    async checks(where, sha) {
      const all = await world.github.listCheckRuns({ ...where, sha });
      return all.filter(({ name }) => name === 'Rekey policy');
    },
  };
}
