import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators } from '../support/credentials.ts';
import { APP, checkOf } from '../support/story.ts';
import { until } from '../support/until.ts';

const slackBotToken = (): string => generators['slack-bot-token']?.() ?? '';
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings({ maxPatchBytes: 20_000 });
  rekey = await world.startRekey();
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const config = (value: string, more: object = {}) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['server-x'], env: { SLACK_BOT_TOKEN: value } } }, ...more }, null, 2)}\n`;
const tip = async () => (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';

describe('a push', () => {
  it('that adds a secret and removes it in the next commit has leaked it', async () => {
    const [, last = ''] = await world.github.pushCommits({
      ...APP,
      commits: [
        { files: { 'a.mcp.json': config(slackBotToken()) } },
        { files: { 'a.mcp.json': config('${SLACK_BOT_TOKEN}') } },
      ],
    });
    expect(await checkOf(world, last)).toMatchObject({ conclusion: 'failure' });
  });

  it('that makes a branch is read', async () => {
    const sha = await world.github.commitFiles({
      ...APP,
      branch: 'topic',
      files: { 'b/.mcp.json': config(slackBotToken()) },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
  });

  it('that rewrites a branch is read', async () => {
    const root = await tip();
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, branch: 'rewritten', files: { 'c.txt': 'first\n' } }),
    );
    const sha = await world.github.commitFiles({
      ...APP,
      branch: 'rewritten',
      force: true,
      parents: [root],
      files: { 'c/.mcp.json': config(slackBotToken()) },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
  });

  it.each([
    ['lightweight', undefined],
    ['annotated', 'release'],
  ])('of a %s tag reads commits that no branch has', async (name, message) => {
    const sha = await world.github.createCommit({
      ...APP,
      parents: [await tip()],
      files: { [`${name}/.mcp.json`]: config(slackBotToken()) },
    });
    await world.github.createTag({ ...APP, tag: `v-${name}`, sha, ...(message ? { message } : {}) });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
  });

  it('that deletes a ref causes nothing', async () => {
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, branch: 'gone', files: { 'd.txt': 'x\n' } }),
    );
    const index = world.github.requests.length;
    await world.github.deleteRef({ ...APP, ref: 'gone' });
    await world.github.waitForDelivery(
      ({ event, body }) => event === 'push' && body.includes('"deleted":true'),
    );
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { 'e.txt': 'x\n' } }));
    expect(
      world.github.requests
        .slice(index)
        .filter(({ path }) => path.includes('gone') || path.includes('0000000')),
    ).toEqual([]);
  });

  it('that removes a secret is clean', async () => {
    await checkOf(
      world,
      await world.github.commitFiles({ ...APP, files: { 'f/.mcp.json': config(slackBotToken()) } }),
    );
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'f/.mcp.json': config('${SLACK_BOT_TOKEN}') },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'success' });
  });

  it('that touches a file with an old secret records it and does not fail', async () => {
    const token = slackBotToken();
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { 'g/.mcp.json': config(token) } }));
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'g/.mcp.json': config(token, { note: 'edited' }) },
    });
    const check = await checkOf(world, sha);
    expect(check.conclusion).toBe('success');
    expect(check.output.title).toContain('before');
  });

  it('that merges a branch reads the merge', async () => {
    const base = await tip();
    const side = await world.github.createCommit({
      ...APP,
      parents: [base],
      files: { 'h/.mcp.json': config(slackBotToken()) },
    });
    const merge = await world.github.createCommit({
      ...APP,
      parents: [base, side],
      files: { 'h/.mcp.json': config(slackBotToken()) },
    });
    await world.github.push({ ...APP, ref: 'main', sha: merge });
    const check = await checkOf(world, merge);
    expect(check.conclusion).toBe('failure');
    // One from the side branch, one that the merge itself brought.
    expect(check.output.title).toContain('2 ');
  });

  it('of more than 300 files is read to the last', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 340 }, (_, n) => [`many/${String(n).padStart(3, '0')}.txt`, `${n}\n`]),
    );
    const sha = await world.github.commitFiles({
      ...APP,
      files: { ...files, 'many/zzz/.mcp.json': config(slackBotToken()) },
    });
    expect(await checkOf(world, sha)).toMatchObject({
      conclusion: 'failure',
      annotations: [expect.objectContaining({ path: 'many/zzz/.mcp.json' })],
    });
  });

  it('of a file too large for a patch is read whole', async () => {
    const pad = { pad: Array.from({ length: 3000 }, (_, n) => `line ${n}`) };
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'i/.mcp.json': config(slackBotToken(), pad) },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'failure' });
  });

  it('that renames a file brings nothing new', async () => {
    const token = slackBotToken();
    await checkOf(world, await world.github.commitFiles({ ...APP, files: { 'j/.mcp.json': config(token) } }));
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'j/.mcp.json': null, 'k/.mcp.json': config(token) },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'success' });
  });

  it('of a binary file is clean', async () => {
    const sha = await world.github.commitFiles({
      ...APP,
      files: { 'logo.bin': Uint8Array.from({ length: 5000 }, (_, n) => n % 256) },
    });
    expect(await checkOf(world, sha)).toMatchObject({ conclusion: 'success' });
  });

  it('makes one issue of a credential in many places', async () => {
    const token = slackBotToken();
    const count = async () => (await world.github.listIssues(APP)).length;
    const sha = await world.github.commitFiles({
      ...APP,
      files: {
        'l/.mcp.json': config(token),
        'm/.vscode/mcp.json': config(token),
        'n/.cursor/mcp.json': config(token),
      },
    });
    const before = await count();
    const check = await checkOf(world, sha);
    expect(check.annotations).toHaveLength(3);
    await until(async () => (await count()) === before + 1);
    expect(world.github.violations).toEqual([]);
  });
});
