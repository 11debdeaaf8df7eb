import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { numberAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import {
  answersOf,
  askingPolicy,
  isAlive,
  isAnswered,
  isClosed,
  isNewComment,
  issueNaming,
  labelsOf,
  leakThatWaits,
  openDashboard,
  pathOf,
  press,
  reactionTo,
  say,
  startCompany,
  type Waiting,
} from '../support/approvals.ts';
import { checkOf, mcpConfig, policyCheckOf } from '../support/story.ts';
import { makeTestPlace, type TestPlace } from '../support/test-store.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const OTHER = { owner: 'acme', repo: 'other' } as const;
let place: TestPlace;
let world: Surroundings;
let rekey: RekeyProcess;
let peteId = 0;

const APPROVERS = ['@acme/Security', '@elsewhere/security', '@OCTO', '@Countess', '@pete'];
const idOf = async (login: string) =>
  numberAt(await world.github.call('GET', `/users/${login}`, undefined, login), 'id');

const start = () => {
  const { databaseUrl, dataDir } = place.config;
  return world.startRekey({ dataDir, ...(databaseUrl ? { databaseUrl } : {}) });
};

beforeAll(async () => {
  place = await makeTestPlace();
  world = await startCompany([APP, OTHER]);
  rekey = await start();
  // ada had another name when she was listed, and somebody else had the name of pete.
  world.github.takeOverLogin({ login: 'countess', id: await idOf('ada') });
  peteId = await idOf('pete');
  world.github.takeOverLogin({ login: 'pete', id: 4242 });
  const policies = [
    [APP, askingPolicy(world, APPROVERS)],
    [OTHER, askingPolicy(world)],
  ] as const;
  for (const [where, policy] of policies) {
    const sha = await world.github.commitFiles({ ...where, files: { '.github/rekey.yml': policy } });
    await checkOf(world, sha, where);
  }
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  await place.remove();
});

const timeline = async (waiting: Waiting) =>
  (await (await openDashboard(world, rekey.url)).get(pathOf(waiting))).replaceAll(/\s+/g, ' ');

describe('a credential of production', () => {
  it('waits; a stranger is refused, and a member of the team approves', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(waiting.issue).toMatchObject({ state: 'open' });
    expect(waiting.issue.body).toContain(': @acme/Security, `@elsewhere/security`, @OCTO, @Countess, @pete.');
    expect(waiting.issue.body).toContain('comment `/rekey approve` here');
    expect(labelsOf(world, waiting.checkRun)).toEqual(['Revoke now', 'Not a secret', 'Scan again']);

    const first = await say(world, waiting, 'mallory', 'Let us see.\n\n/rekey approve');
    expect(await reactionTo(world, first)).toBe('-1');
    await until(async () => (await answersOf(world, waiting)).length === 1);
    const [answer = ''] = await answersOf(world, waiting);
    expect(answer).toContain('To `mallory`: Nothing was changed: you may not decide');
    expect(answer.replaceAll(/`[^`]*`/g, '')).not.toContain('@');
    expect(await reactionTo(world, await say(world, waiting, 'mallory', '/rekey approve'))).toBe('-1');
    expect(await isAlive(world, waiting.token)).toBe(true);

    const revocations = world.issuer.revocations.length;
    const comment = await say(world, waiting, 'tess', '/Rekey  Approve');
    expect(await reactionTo(world, comment)).toBe('+1');
    const closed = await isClosed(world, waiting);
    expect(closed.body).toContain('Revocation approved by a person: `tess`');
    expect(await isAlive(world, waiting.token)).toBe(false);
    expect(world.issuer.revocations).toHaveLength(revocations + 1);
    expect(await answersOf(world, waiting)).toHaveLength(1);
    expect(await timeline(waiting)).toMatch(/<b>Revocation approved by a person<\/b> by <code>@tess<\/code>/);
    await until(() => labelsOf(world, waiting.checkRun).join() === 'Scan again');

    const late = await say(world, waiting, 'tess', '/rekey approve');
    expect(await reactionTo(world, late)).toBe('confused');
    await until(async () => (await answersOf(world, waiting)).at(-1)?.includes('this has ended'));
  });

  it('is not decided by who was only invited to the team, nor when Rekey may not ask who is in it', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await reactionTo(world, await say(world, waiting, 'pete', '/rekey approve'))).toBe('-1');
    world.github.setTeamMember({ org: 'acme', team: 'security', login: 'pete', state: undefined });
    expect(await reactionTo(world, await say(world, waiting, 'pete', '/rekey approve'))).toBe('-1');
    world.github.setMembersPermission(false);
    expect(await reactionTo(world, await say(world, waiting, 'tess', '/rekey approve'))).toBe('-1');
    await until(async () => (await answersOf(world, waiting)).length === 2);
    expect((await answersOf(world, waiting)).at(-1)).toContain('lacks the permission `members`');
    expect(await (await openDashboard(world, rekey.url)).get('/')).toContain('permission members');
    world.github.setMembersPermission(true);
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect(await reactionTo(world, await say(world, waiting, 'octo', '/rekey approve'))).toBe('+1');
    await isClosed(world, waiting);
  });

  it('is not decided by who took a name that the policy lists, be it a login or that of a team', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await reactionTo(world, await say(world, waiting, 'pete', '/rekey approve'))).toBe('-1');
    await isAnswered(world, waiting, '`@pete` in the policy’s `approvers` meant nobody, or somebody else');
    world.github.remakeTeam({ org: 'acme', team: 'security' });
    expect(await reactionTo(world, await say(world, waiting, 'tess', '/rekey approve'))).toBe('-1');
    await isAnswered(world, waiting, '`@acme/security` in the policy’s `approvers`');
    expect(rekey.output()).toContain('means nobody, or not whom it meant when it was listed');
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect(await timeline(waiting)).toMatch(
      /<b>A person wanted to decide who may not<\/b> by <code>@pete<\/code>/,
    );
    // Renamed since, and still the one who was meant.
    expect(await reactionTo(world, await say(world, waiting, 'ada', '/rekey approve'))).toBe('+1');
    await isClosed(world, waiting);
  });

  it('is decided by who has a name by now once the policy listed it anew', async () => {
    const waiting = await leakThatWaits(world, APP);
    world.github.takeOverLogin({ login: 'pete', id: peteId });
    for (const names of [['@octo'], ['@octo', '@pete', '@nobody-at-all']]) {
      const files = { '.github/rekey.yml': askingPolicy(world, names) };
      const sha = await world.github.commitFiles({ ...APP, files });
      await checkOf(world, sha, APP);
      const { output } = await policyCheckOf(world, sha, APP);
      expect(output.summary?.includes('`@nobody-at-all` in `approvers`: no user, and')).toBe(
        names.length > 1,
      );
    }
    expect(await reactionTo(world, await say(world, waiting, 'pete', '/rekey approve'))).toBe('+1');
    await isClosed(world, waiting);
  });

  it('by the button: who may not is told on the issue, and two clicks act once', async () => {
    const waiting = await leakThatWaits(world, APP);
    await press(world, waiting, 'mallory');
    await until(async () => (await answersOf(world, waiting)).length === 1);
    expect(await isAlive(world, waiting.token)).toBe(true);
    const revocations = world.issuer.revocations.length;
    await Promise.all([press(world, waiting, 'octo'), press(world, waiting, 'octo')]);
    const closed = await isClosed(world, waiting);
    expect(closed.body).toContain('Revocation approved by a person: `octo`');
    const check = async () => (await checkOf(world, waiting.sha, APP)).output.summary;
    await until(async () => (await check())?.includes('Approved by `octo`.'));
    await press(world, waiting, 'octo');
    const last = await say(world, waiting, 'octo', '/rekey approve');
    expect(await reactionTo(world, last)).toBe('confused');
    // The clicks after the first were answered by nothing.
    await until(async () => (await answersOf(world, waiting)).length === 2);
    expect((await answersOf(world, waiting))[1]).toContain(`rekey:answer:comment/${last} `);
    expect(world.issuer.revocations).toHaveLength(revocations + 1);
    expect((await timeline(waiting)).match(/<b>Revocation approved by a person<\/b>/g)).toHaveLength(1);
  });

  it('is left alive by who declines, with the reason, and stays open for a person', async () => {
    const waiting = await leakThatWaits(world, APP);
    expect(await reactionTo(world, await say(world, waiting, 'octo', '/rekey decline'))).toBe('confused');
    await until(async () => (await answersOf(world, waiting)).length === 1);
    expect((await answersOf(world, waiting))[0]).toContain('`/rekey decline REASON`');
    const reason = `payments run tonight with ${waiting.token}`;
    expect(await reactionTo(world, await say(world, waiting, 'octo', `/rekey decline ${reason}`))).toBe('+1');
    const path = /leak-\d+\/\.mcp\.json/.exec(waiting.issue.body ?? '')?.[0] ?? '';
    const issue = await issueNaming(world, APP, path, 'Declined by octo');
    expect(issue.state).toBe('open');
    expect(issue.body).toContain('payments run tonight with');
    expect(issue.body).not.toContain(waiting.token);
    expect(await timeline(waiting)).not.toContain(waiting.token);
    // Seen again, nobody is asked again.
    const again = await world.github.commitFiles({
      ...APP,
      files: { 'again/.mcp.json': mcpConfig(world.mcp.url, waiting.token) },
    });
    const { id } = await checkOf(world, again, APP);
    expect(labelsOf(world, id)).toEqual(['Revoke now', 'Not a secret', 'Scan again']);
    expect(await isAlive(world, waiting.token)).toBe(true);
    // Who declined may have second thoughts.
    expect(await reactionTo(world, await say(world, waiting, 'octo', '/rekey approve'))).toBe('+1');
    await isClosed(world, waiting);
    expect(await isAlive(world, waiting.token)).toBe(false);
  });

  it('where policy lists nobody is decided by an admin of the repository', async () => {
    const waiting = await leakThatWaits(world, OTHER);
    expect(waiting.issue.body).toContain('whoever has the permission `admin` on `acme/other`');
    expect(await reactionTo(world, await say(world, waiting, 'mallory', '/rekey approve'))).toBe('-1');
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect(await reactionTo(world, await say(world, waiting, 'ada', '/rekey approve'))).toBe('+1');
    await isClosed(world, waiting);
  });
});

describe('what is no word of an approver', () => {
  it('an issue that somebody else made with our marker, a comment edited in, and one edited by others', async () => {
    const waiting = await leakThatWaits(world, APP);
    const issues = '/repos/acme/app/issues';
    const forged = { title: waiting.issue.title, body: waiting.issue.body };
    const number = numberAt(await world.github.call('POST', issues, forged, 'mallory'), 'number');
    const comments = `${issues}/${number}/comments`;
    const onForged = await world.github.call('POST', comments, { body: '/rekey approve' }, 'octo');

    const edited = await say(world, waiting, 'octo', 'Looks fine.');
    await world.github.call('PATCH', `${issues}/comments/${edited}`, { body: '/rekey approve' }, 'mallory');

    const gate = world.github.gate(
      ({ method, path }) => method === 'GET' && path.includes('/issues/comments/'),
    );
    const changed = await say(world, waiting, 'octo', '/rekey decline not now');
    await gate.arrived;
    await world.github.call('PATCH', `${issues}/comments/${changed}`, { body: '/rekey approve' }, 'mallory');
    gate.release();
    expect(await reactionTo(world, changed)).toBe('confused');
    await until(async () => (await answersOf(world, waiting)).length === 1);

    expect(world.github.reactionsTo(numberAt(onForged, 'id'))).toEqual([]);
    expect(world.github.reactionsTo(edited)).toEqual([]);
    expect(await isAlive(world, waiting.token)).toBe(true);
    expect(await timeline(waiting)).not.toContain('Revocation approved by a person');
  });
});

describe('the dashboard', () => {
  it('takes a decision from its own page only, and then the credential dies', async () => {
    const waiting = await leakThatWaits(world, APP);
    const { get, send } = await openDashboard(world, rekey.url);
    const page = await get(pathOf(waiting));
    const token = /name="token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(token).not.toBe('');
    const path = `${pathOf(waiting)}/decision`;
    const form = { verb: 'approve', token };
    const refused = await Promise.all([
      send(path, { verb: 'approve', token: token.replace(/^./, (one) => (one === 'A' ? 'B' : 'A')) }),
      send(path, { verb: 'approve' }),
      send(path, { verb: 'decline', token }),
      send(path, form, { 'sec-fetch-site': 'cross-site' }),
      send(path, form, { origin: 'https://evil.example' }),
      send(path, form, { origin: 'null' }),
      send(path, form, { cookie: 'rekey_session=1.2' }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([403, 400, 400, 403, 403, 403, 403]);
    expect(await isAlive(world, waiting.token)).toBe(true);
    const answer = await send(path, form);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${pathOf(waiting)}?said=done`]);
    const closed = await isClosed(world, waiting);
    expect(closed.body).toContain('Revocation approved by a person: `operator`');
    const late = await send(path, form);
    expect(await get(late.headers.get('location') ?? '')).toContain('this has ended');
  });
});

describe('whatever happens in between', () => {
  it('a decision acts once, is nodded at once, and is answered once', async () => {
    const waiting = await leakThatWaits(world, APP);
    const revocations = world.issuer.revocations.length;
    world.github.fault({ match: isNewComment, kind: 'lost-answer' });
    expect(await reactionTo(world, await say(world, waiting, 'mallory', '/rekey approve'))).toBe('-1');
    await until(async () => (await answersOf(world, waiting)).length > 0);

    const gate = world.github.gate(({ path }) => path.endsWith('/reactions'));
    const comment = await say(world, waiting, 'octo', '/rekey approve');
    await gate.arrived;
    await rekey.kill();
    gate.release();
    rekey = await start();
    expect(await reactionTo(world, comment)).toBe('+1');
    await isClosed(world, waiting);
    const isIt = ({ event, body }: { readonly event: string; readonly body: string }) =>
      event === 'issue_comment' && body.includes(`"id":${comment},`);
    const { guid } = await world.github.waitForDelivery(isIt);
    await world.github.redeliver(guid);
    const after = await say(world, waiting, 'mallory', '/rekey approve');
    expect(await reactionTo(world, after)).toBe('-1');
    expect(await answersOf(world, waiting)).toHaveLength(1);
    expect(world.issuer.revocations).toHaveLength(revocations + 1);
    expect((await timeline(waiting)).match(/<b>Revocation approved by a person<\/b>/g)).toHaveLength(1);
    expect(world.github.violations).toEqual([]);
  });
});
