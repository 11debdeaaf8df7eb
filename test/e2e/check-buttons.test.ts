import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import {
  answersOf,
  askingPolicy,
  isAlive,
  isAnswered,
  isClosed,
  issueNow,
  labelsOf,
  leakIn,
  leakThatWaits,
  localConfig,
  press,
  startCompany,
} from '../support/approvals.ts';
import { generators } from '../support/credentials.ts';
import { checkOf, mcpConfig, requestsSince } from '../support/story.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const OPEN = { owner: 'octo', repo: 'open' } as const;
const NOT_A_SECRET = 'rekey-not-a-secret';
const RESCAN = 'rekey-rescan';
const slackToken = (): string => generators['slack-bot-token']?.() ?? '';

describe('the buttons of a check run', () => {
  let world: Surroundings;
  let rekey: RekeyProcess;

  beforeAll(async () => {
    world = await startCompany([APP]);
    world.github.setRepositoryPermission({ ...APP, login: 'pete', permission: 'read' });
    rekey = await world.startRekey();
    const policy = askingPolicy(world, ['@acme/security']);
    const sha = await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } });
    await checkOf(world, sha, APP);
  });
  afterAll(async () => {
    await rekey.stop();
    await world.close();
  });

  const summary = async (sha: string) => (await checkOf(world, sha, APP)).output.summary ?? '';

  it('tell why it counts; "Not a secret" is for whom policy lets decide, and says who it was', async () => {
    const waiting = await leakThatWaits(world, APP);
    const why = 'It is in the header `Authorization` of the MCP server `billing`.';
    expect(await summary(waiting.sha)).toContain(why);
    await press(world, waiting, 'mallory', NOT_A_SECRET);
    await isAnswered(world, waiting, 'To `mallory`: Nothing was changed: you may not decide');
    expect((await issueNow(world, waiting)).state).toBe('open');
    await press(world, waiting, 'tess', NOT_A_SECRET);
    expect((await isClosed(world, waiting)).body).toContain(
      'Not a secret, says tess: the button on the check run',
    );
    await until(async () => (await summary(waiting.sha)).includes('Not a secret, as decided by `tess`.'));
    await until(() => labelsOf(world, waiting.checkRun).join() === 'Scan again');
    expect(await isAlive(world, waiting.token)).toBe(true);
    await press(world, waiting, 'tess', NOT_A_SECRET);
    await press(world, waiting, 'tess', 'rekey-unknown');
    expect(await answersOf(world, waiting)).toHaveLength(1);
  });

  it('do not offer to revoke what only a person can', async () => {
    const token = slackToken();
    const waiting = await leakIn(world, APP, localConfig(token), token);
    expect(labelsOf(world, waiting.checkRun)).toEqual(['Not a secret', 'Scan again']);
    expect(await summary(waiting.sha)).toContain(
      'environment variable `CHAT_TOKEN` of the MCP server `chat`',
    );
    await press(world, waiting, 'tess');
    await isAnswered(world, waiting, 'no way to end');
  });

  it('do not offer to dismiss one of two; a press that comes all the same dismisses none', async () => {
    const [one, other] = [await world.issuer.issueToken(), await world.issuer.issueToken()];
    const sha = await world.github.commitFiles({
      ...APP,
      files: {
        'two/.mcp.json': mcpConfig(world.mcp.url, one),
        'two/.cursor/mcp.json': mcpConfig(world.mcp.url, other),
      },
    });
    const { id: checkRun } = await checkOf(world, sha, APP);
    expect(labelsOf(world, checkRun)).toEqual(['Revoke now', 'Scan again']);
    expect(await summary(sha)).toContain('Several are open here');
    await until(
      async () =>
        (await world.github.listIssues(APP)).filter(({ body }) => body?.includes('two/')).length === 2,
    );
    await press(world, { where: APP, checkRun }, 'tess', NOT_A_SECRET);
    const answers = async () => {
      const issues = (await world.github.listIssues(APP)).filter(({ body }) => body?.includes('two/'));
      const all = await Promise.all(
        issues.map((issue) => answersOf(world, { where: APP, token: one, issue, checkRun, sha })),
      );
      return all.flat();
    };
    await until(async () => (await answers()).length > 0);
    expect(await answers()).toEqual([expect.stringContaining('shows several credentials')]);
    await press(world, { where: APP, checkRun }, 'tess');
    await until(async () => !(await isAlive(world, one)) && !(await isAlive(world, other)), 25_000);
  });

  it('"Scan again" is for whoever may write, judges the commit anew, and says who asked', async () => {
    const waiting = await leakThatWaits(world, APP);
    const index = world.github.requests.length;
    const reads = () =>
      requestsSince(world, index).filter((request) => request.includes(`/commits/${waiting.sha}`));
    await press(world, waiting, 'pete', RESCAN);
    await press(world, waiting, 'mallory', RESCAN);
    await until(async () => (await summary(waiting.sha)).includes('Scanned again, as asked by `mallory`.'));
    expect(await summary(waiting.sha)).not.toContain('pete');
    expect(reads().length).toBeGreaterThan(0);
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect(world.github.violations).toEqual([]);
  });
});

describe('where the public reads', () => {
  it('the one button is the same for what lives and for what is dead', async () => {
    const world = await startSurroundings({
      repositories: [{ owner: 'octo', name: 'open', private: false }],
    });
    const rekey = await world.startRekey();
    try {
      const token = slackToken();
      const files = { '.mcp.json': localConfig(token) };
      const sha = await world.github.commitFiles({ ...OPEN, files });
      const live = await checkOf(world, sha, OPEN);
      expect(live.output.title).not.toContain('Slack');
      expect(labelsOf(world, live.id)).toEqual(['Scan again']);
      expect(live.output.summary).not.toMatch(/\/rekey|CHAT_TOKEN|not-a-secret|Revoke/);
      // Whoever may decide there can still say it, and the public learns nothing from it.
      await press(world, { where: OPEN, checkRun: live.id }, 'octo', NOT_A_SECRET);
      await until(async () => (await checkOf(world, sha, OPEN)).conclusion === 'neutral', 25_000);
      const after = await checkOf(world, sha, OPEN);
      expect(after.output.title).toBe('No new credential');
      expect(labelsOf(world, live.id)).toEqual(['Scan again']);
      expect(world.github.violations).toEqual([]);
    } finally {
      await rekey.stop();
      await world.close();
    }
  });
});
