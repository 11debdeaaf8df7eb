import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { generators, githubPat, hexKey } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { APP, mcpConfig, trustIssuer } from '../support/story.ts';
import { trailEvents } from '../support/trail-events.ts';
import { until } from '../support/until.ts';

const values: string[] = [];
let world: Surroundings;
let rekey: RekeyProcess;

beforeAll(async () => {
  world = await startSurroundings({
    repositories: [
      { owner: 'octo', name: 'app', private: true },
      { owner: 'octo', name: 'old', private: true },
    ],
  });
  rekey = await world.startRekey();
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

/** Commits a file of which no push tells Rekey: it was there before the App was installed. */
async function commitUnseen(path: string, content: string): Promise<string> {
  const parent = (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';
  return world.github.createCommit({ ...APP, parents: [parent], files: { [path]: content } });
}

const keep = (value: string): string => {
  values.push(value);
  return value;
};
const stateOf = (number: number) => world.github.getAlert({ ...APP, number });
const issues = () => world.github.listIssues(APP);
const issueAbout = async (number: number) =>
  (await issues()).filter(({ body }) => body?.includes(`Secret scanning alert ${number} in`));
const isResolved = (number: number) => until(() => stateOf(number)?.state === 'resolved', 25_000);

describe("an alert of GitHub's secret scanning", () => {
  it('about the opaque token of an MCP server is resolved when the token is dead', async () => {
    const token = keep(await world.issuer.issueToken());
    const content = mcpConfig(world.mcp.url, token);
    const sha = await commitUnseen('old/.mcp.json', content);
    const location = await world.github.locate({ ...APP, sha, path: 'old/.mcp.json', text: token });
    const alert = { ...APP, secret: token, secretType: 'http_bearer_authentication_header' };
    const number = await world.github.addAlert({ ...alert, locations: [location] });
    await isResolved(number);
    expect(stateOf(number)).toMatchObject({
      resolution: 'revoked',
      resolution_comment: expect.stringContaining('its issuer was seen to refuse it'),
    });
    await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
    await until(async () => (await issueAbout(number)).some(({ state }) => state === 'closed'));
    const [issue, ...more] = await issueAbout(number);
    expect(more).toEqual([]);
    expect(issue?.body).toContain('`old/.mcp.json:7`');
    expect(issue?.body).toContain(sha.slice(0, 12));
    expect(issue?.body).toContain('billing');
  });

  it('about a GitHub token without MCP around it is taken on whatever the scope of the policy is', async () => {
    const token = keep(githubPat());
    world.github.registerLeakedToken(token);
    const sha = await commitUnseen('deploy.sh', `export GH=${token}\n`);
    const location = await world.github.locate({ ...APP, sha, path: 'deploy.sh', text: token });
    const alert = { ...APP, secret: token, secretType: 'github_personal_access_token' };
    await isResolved(await world.github.addAlert({ ...alert, locations: [location] }));
    expect(world.github.revocations.length).toBeGreaterThan(0);
  });

  it('is resolved at once when its credential is dead already', async () => {
    const token = keep(await world.issuer.issueToken());
    const path = 'known/.mcp.json';
    const sha = await world.github.commitFiles({
      ...APP,
      files: { [path]: mcpConfig(world.mcp.url, token) },
    });
    await until(async () => (await issues()).some(({ body }) => body?.includes(path)), 25_000);
    const location = await world.github.locate({ ...APP, sha, path, text: token });
    const revocations = world.issuer.revocations.length;
    const before = (await issues()).length;
    const alert = { ...APP, secret: token, secretType: 'generic', locations: [location] };
    await isResolved(await world.github.addAlert(alert));
    expect(world.issuer.revocations).toHaveLength(revocations);
    expect(await issues()).toHaveLength(before);
  });

  it('stays open while nobody could prove that the credential is dead', async () => {
    const token = keep(generators['slack-bot-token']?.() ?? '');
    const alert = { ...APP, secret: token, secretType: 'slack_api_token' };
    const number = await world.github.addAlert(alert);
    await until(async () => (await issueAbout(number)).length === 1, 25_000);
    await settled(world, rekey);
    expect(stateOf(number)?.state).toBe('open');
    expect((await issueAbout(number))[0]?.title).toMatch(/Slack/i);
  });

  it('ends as people say, with their reason: as a risk that is left alone, as a false positive', async () => {
    const [alive, none] = [keep(await world.issuer.issueToken()), keep(hexKey())];
    const about = async (secret: string) => {
      const number = await world.github.addAlert({ ...APP, secret, secretType: 'acme_api_key' });
      await until(async () => (await issueAbout(number)).length === 1, 25_000);
      const issue = (await issueAbout(number))[0]?.number ?? 0;
      const path = `/repos/octo/app/issues/${issue}/comments`;
      return { number, say: (body: string) => world.github.call('POST', path, { body }) };
    };
    const risk = await about(alive);
    const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    await risk.say(`/rekey accept-risk @octo/all use it ${alive} until ${day}`);
    await isResolved(risk.number);
    expect(stateOf(risk.number)).toMatchObject({
      resolution: 'wont_fix',
      resolution_comment: expect.stringContaining(`\`Risk accepted by octo until ${day}: @octo/all use it`),
    });
    const wrong = await about(none);
    await wrong.say('/rekey not-a-secret a digest');
    await isResolved(wrong.number);
    expect(stateOf(wrong.number)).toMatchObject({
      resolution: 'false_positive',
      resolution_comment: expect.stringMatching(
        /^Rekey: `Not a secret, says octo: a digest` Fingerprint [0-9a-f]{12}\.$/,
      ),
    });
    await world.github.reopenAlert({ ...APP, number: wrong.number });
    await settled(world, rekey);
    expect(stateOf(wrong.number)?.state).toBe('open');
  });

  it('about a value of a kind that only GitHub knows has its issue as well', async () => {
    const alert = { ...APP, secret: keep(hexKey()), secretType: 'acme_api_key' };
    const number = await world.github.addAlert(alert);
    await until(async () => (await issueAbout(number)).length === 1, 25_000);
    expect((await issueAbout(number))[0]?.title).toContain('acme-api-key');
  });

  it('about an issue has its author told', async () => {
    const token = keep(await world.issuer.issueToken());
    const text = `\`\`\`json\n${mcpConfig(world.mcp.url, token)}\`\`\`\n`;
    // Written while Rekey was not there to hear of it.
    world.github.setWebhookTarget(undefined);
    const made = (await world.github.call('POST', '/repos/octo/app/issues', { title: 'x', body: text })) as {
      readonly number: number;
    };
    await world.github.waitForDelivery(({ event, body }) => event === 'issues' && body.includes(token));
    world.github.setWebhookTarget(`${rekey.url}/api/github/webhooks`);
    const url = `${world.github.apiUrl}/repos/octo/app/issues/${made.number}`;
    const locations = [{ type: 'issue_body', details: { issue_body_url: url } }];
    await isResolved(
      await world.github.addAlert({ ...APP, secret: token, secretType: 'generic', locations }),
    );
    await until(
      async () => (await world.github.listComments({ ...APP, number: made.number })).length === 1,
      25_000,
    );
    const [comment] = await world.github.listComments({ ...APP, number: made.number });
    expect(comment).toContain('this text holds a credential');
  });

  it('that was open before the App was installed is read as well', async () => {
    const where = { owner: 'octo', repo: 'old' };
    const token = keep(githubPat());
    world.github.registerLeakedToken(token);
    const alert = { ...where, secret: token, secretType: 'github_personal_access_token', silent: true };
    const number = await world.github.addAlert(alert);
    await world.github.announceInstallation('octo');
    await until(() => world.github.getAlert({ ...where, number })?.state === 'resolved', 25_000);
    expect(world.github.getAlert({ ...where, number })).toMatchObject({ resolution: 'revoked' });
  });

  it('that a person opens again stays open', async () => {
    await world.github.reopenAlert({ ...APP, number: 1 });
    await settled(world, rekey);
    expect(stateOf(1)?.state).toBe('open');
  });

  it('costs nothing but a note where the App may not read it', async () => {
    world.github.fault({ match: ({ path }) => path.endsWith('/alerts/99'), kind: 'status', status: 403 });
    const payload = world.github.deliveries.findLast(
      ({ event }) => event === 'secret_scanning_alert',
    )?.payload;
    await world.github.sendWebhook('secret_scanning_alert', {
      ...payload,
      action: 'created',
      alert: { number: 99 },
    });
    await until(() =>
      world.github.requests.some(({ path, status }) => path.endsWith('/alerts/99') && status === 403),
    );
    await settled(world, rekey);
    expect(world.github.requests.filter(({ path }) => path.endsWith('/alerts/99'))).toHaveLength(1);
  });

  it('leaves no value anywhere', async () => {
    const shown = JSON.stringify([
      world.github.requests.map(({ path, query, body }) => [path, query, body]),
      (await issues()).filter(({ user }) => user.type === 'Bot'),
      rekey.output(),
    ]);
    expect(values.filter((value) => shown.includes(value))).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});

it('stands in the audit trail', async () => {
  const events = await trailEvents(world, rekey);
  expect([...events]).toEqual(expect.arrayContaining(['alert_resolved']));
});
