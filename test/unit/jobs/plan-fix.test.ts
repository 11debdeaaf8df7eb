import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys, fingerprint } from '../../../src/base/keys.ts';
import { detect } from '../../../src/detect/index.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { planFix } from '../../../src/jobs/fix/plan-fix.ts';
import { renderFix } from '../../../src/respond/fix/render-fix.ts';
import type { Store } from '../../../src/store/database.ts';
import { generators, githubPat } from '../../support/credentials.ts';
import { openTestStore } from '../../support/test-store.ts';
import { answerForGitHub, gitHub, octokit, REPOSITORY } from '../respond/github.ts';

let store: Store & { remove(): Promise<void> };
const keys = deriveKeys(Buffer.alloc(32));

answerForGitHub();
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

let repositories = 0;
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');
const live = () => generators['slack-bot-token']?.() ?? '';
const config = (token: string) =>
  `{ "mcpServers": { "a": { "command": "x", "env": { "GITHUB_TOKEN": "${token}" } } } }\n`;

/** The plan for a default branch with these files, in which each credential is in the state that is given, else dead. */
async function plan(
  files: Readonly<Record<string, string>>,
  states: Readonly<Record<string, IncidentState>>,
) {
  const offered = Object.entries(files).flatMap(([path, content]) =>
    detect({ path, content }).map(({ secret }) => ({
      incidentId: sha1(secret.reveal()),
      fingerprint: fingerprint(keys, secret),
      state: states[secret.reveal()] ?? 'revoked_verified',
      paths: [path],
    })),
  );
  for (const text of new Set(Object.values(files)))
    gitHub()
      .get(`/repos/${REPOSITORY.owner}/${REPOSITORY.name}/git/blobs/${sha1(text)}`)
      .optionally()
      .reply(200, text, { 'content-type': 'application/vnd.github.raw' });
  const tree = Object.entries(files).map(([path, text]) => ({ path, mode: '100644', sha: sha1(text) }));
  return planFix({
    context: { db: store.db, keys },
    octokit: octokit(),
    repository: { ...REPOSITORY, id: ++repositories, defaultBranch: 'main', private: true },
    tree: {
      commit: sha1('commit'),
      tree: sha1('tree'),
      files: new Map(tree.map((file) => [file.path, file])),
      others: new Set(),
    },
    offered,
    mayChangeWorkflows: true,
  });
}

const bodyOf = (planned: Awaited<ReturnType<typeof plan>>) =>
  planned ? renderFix({ ...planned.facts, htmlUrl: 'https://github.com/acme/app' }).body : '';

describe('the history', () => {
  it('is no matter once all that is replaced or stays is dead, and not before', async () => {
    const [dead, living] = [githubPat(), live()];
    const files = {
      '.mcp.json': config(dead),
      Dockerfile: `FROM mcp/slack\nENV SLACK_BOT_TOKEN=${living}\n`,
    };
    const allDead = await plan(files, {});
    expect(allDead?.facts.left.map(({ path }) => path)).toEqual(['Dockerfile']);
    expect(bodyOf(allDead)).toContain('every one of them was proved dead');
    const oneLives = await plan(files, { [living]: 'manual_required' });
    expect(oneLives?.facts.left).toHaveLength(1);
    expect(bodyOf(oneLives)).not.toContain('every one of them was proved dead');
    expect(bodyOf(oneLives)).toContain('Where one is not proved dead yet');
  });
});
