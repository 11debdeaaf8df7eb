import { randomUUID } from 'node:crypto';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { generators } from './credentials.ts';
import { checkOf } from './story.ts';
import { until } from './until.ts';

/** The repository of an organisation in which variables are tested. */
export const ACME = { owner: 'acme', repo: 'app' } as const;

/** The world of an organisation with two private repositories. */
export const ACME_WORLD = {
  users: ['ada'],
  orgs: [{ login: 'acme', members: ['ada'] }],
  repositories: [
    { owner: 'acme', name: 'app', private: true },
    { owner: 'acme', name: 'other', private: true },
  ],
} as const;

/** A token that only a person can revoke, so that it stays alive. */
export const slackToken = (): string => generators['slack-bot-token']?.() ?? '';

/** A workflow of which line 11, in the step "Agent" of the job "test", reads something. */
export const readingWorkflow = (expression: string): string => `name: CI
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Agent
        run: ./agent
        env:
          TOKEN: \${{ ${expression} }}
`;

/** Commits a workflow and waits until Rekey has looked at that push. Every commit differs. */
export async function commitWorkflow(
  world: Surroundings,
  workflow = 'name: CI\non: push\n',
): Promise<string> {
  const sha = await world.github.commitFiles({
    ...ACME,
    files: { '.github/workflows/ci.yml': `${workflow}# ${randomUUID()}\n` },
  });
  await checkOf(world, sha, ACME);
  return sha;
}

/** The check run of a commit once it fails and marks so many lines, which are added after its words. */
export async function failedCheck(world: Surroundings, sha: string, marked = 0) {
  const isThere = async () => {
    const { conclusion, annotations } = await checkOf(world, sha, ACME);
    return conclusion === 'failure' && annotations.length >= marked;
  };
  await until(isThere, 20_000);
  return checkOf(world, sha, ACME);
}
