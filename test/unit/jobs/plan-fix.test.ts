import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys, fingerprint } from '../../../src/base/keys.ts';
import { detect } from '../../../src/detect/index.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { planFix } from '../../../src/jobs/fix/plan-fix.ts';
import { renderFix } from '../../../src/respond/fix/render-fix.ts';
import { leavesWords } from '../../../src/respond/words/replacements.ts';
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

/** What the plan makes of a file; undefined where it leaves it alone. */
const textOf = (planned: Awaited<ReturnType<typeof plan>>, path: string) => {
  const change = planned?.changes.find((one) => one.path === path);
  return change?.content && Buffer.from(change.content).toString('utf8');
};

describe('a dotenv file', () => {
  const PAT = 'GITHUB_TOKEN';
  const dotenv = (token: string, other: string) =>
    `# mine\n${PAT}=${token}\nSLACK_BOT_TOKEN="${other}"\nPORT=1\n`;

  it('stays, and the pull request lists its variables and keeps it from coming back', async () => {
    const [token, other] = [githubPat(), live()];
    const files = { 'app/.env': dotenv(token, other), '.env.example': 'PORT=\n' };
    const planned = await plan(files, { [other]: 'failed' });
    expect(planned?.changes.map(({ path }) => path)).toEqual(['.gitignore', '.env.example']);
    expect(textOf(planned, '.gitignore')).toBe('/app/.env\n');
    const example = `PORT=\n# Set in app/.env\n${PAT}=\n# Set in app/.env\nSLACK_BOT_TOKEN=\n`;
    expect(textOf(planned, '.env.example')).toBe(example);
    expect(planned?.facts).toMatchObject({ allDead: false, example: 'changed', gitignore: 'changed' });
    const body = bodyOf(planned);
    expect(body).toContain(`- \`app/.env\`, line 2: ${leavesWords('dotenv')}`);
    expect(body).not.toContain('every one of them was proved dead');
    for (const secret of [token, other]) expect(body + example).not.toContain(secret);
  });

  it('for which all is prepared needs no pull request', async () => {
    const files = {
      '.env': dotenv(githubPat(), live()),
      '.gitignore': '.env*\n',
      '.env.example': `${PAT}=\n# SLACK_BOT_TOKEN=\n`,
    };
    expect(await plan(files, {})).toBeUndefined();
  });

  it('goes along with what is replaced, each name once', async () => {
    const files = { '.env': dotenv(githubPat(), live()), '.mcp.json': config(githubPat()) };
    const planned = await plan(files, {});
    const names = (textOf(planned, '.env.example') ?? '').match(/^\w+(?==)/gm) ?? [];
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(names).toEqual(expect.arrayContaining([PAT, 'SLACK_BOT_TOKEN']));
    expect(planned?.changes.map(({ path }) => path)).toEqual(['.mcp.json', '.gitignore', '.env.example']);
    expect(bodyOf(planned)).toContain('puts references in their place');
  });

  it('that is an example loses its values and is not ignored', async () => {
    const planned = await plan({ '.env.sample': dotenv(githubPat(), live()) }, {});
    expect(textOf(planned, '.env.sample')).toBe(`# mine\n${PAT}=\nSLACK_BOT_TOKEN=""\nPORT=1\n`);
    expect(planned?.changes).toHaveLength(1);
  });
});
