import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import { records, textAt } from '../../demo/world/github/json.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import {
  askingPolicy,
  isAlive,
  issueNaming,
  leakThatWaits,
  press,
  reactionTo,
  say,
  startCompany,
  type Waiting,
  type Where,
} from '../support/approvals.ts';
import { generators } from '../support/credentials.ts';
import { settled } from '../support/settled.ts';
import { checkOf, requestsSince } from '../support/story.ts';
import { until } from '../support/until.ts';

const APP = { owner: 'acme', repo: 'app' } as const;
const OTHER = { owner: 'acme', repo: 'other' } as const;
const SECURITY = { owner: 'acme', repo: 'security' } as const;
const HIDDEN = { owner: 'acme', repo: 'hidden' } as const;
let world: Surroundings;
let rekey: RekeyProcess;

const CODE_OWNERS = '* @tess\n/ops/ @acme/ops pager@acme.dev\n/nobody/\n';

beforeAll(async () => {
  world = await startCompany([APP, OTHER, SECURITY, HIDDEN]);
  rekey = await world.startRekey();
  const files = { '.github/rekey.yml': askingPolicy(world), '.github/CODEOWNERS': CODE_OWNERS };
  await checkOf(world, await world.github.commitFiles({ ...APP, files }), APP);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

// Revoked by nobody: its incident stays open.
const open = (): string => generators['slack-bot-token']?.() ?? '';
const config = (token: string) =>
  `${JSON.stringify({ mcpServers: { x: { command: 'npx', args: ['x'], env: { SLACK_BOT_TOKEN: token } } } }, null, 2)}\n`;

async function leak(where: Where, path: string, words: string): Promise<IssueRecord> {
  const sha = await world.github.commitFiles({ ...where, files: { [path]: config(open()) } });
  const issue = await issueNaming(world, where, path, words);
  expect(issue.body).toContain(`Came with commit \`${sha.slice(0, 12)}\`, brought by \`octo\`.`);
  return issue;
}

const assigneesOf = async (where: Where, { number }: IssueRecord) =>
  records((await world.github.getIssue({ ...where, number }))['assignees']).map((one) =>
    textAt(one, 'login'),
  );

const pathOf = ({ where, issue }: Waiting) => `/repos/${where.owner}/${where.repo}/issues/${issue.number}`;
const labelsOf = ({ labels }: IssueRecord) => labels.map(({ name }) => name);
const aboutState = (body: string) => body.startsWith('**Is it dead?');
const closedIn = async (where: Where, path: string): Promise<IssueRecord> => {
  let found: IssueRecord | undefined;
  await until(async () => {
    const all = await world.github.listIssues(where);
    found = all.find(({ body, state }) => state === 'closed' && body?.includes(path));
    return found;
  });
  return found as IssueRecord;
};
const fileOf = ({ issue }: Waiting) => /`(leak-\d+\/\.mcp\.json):/.exec(issue.body ?? '')?.[1] ?? '';

describe('whose a credential is', () => {
  it('is said by CODEOWNERS of the default branch, whose users are called and assigned', async () => {
    const issue = await leak(APP, 'src/.mcp.json', 'Owner: @tess (by CODEOWNERS).');
    await until(async () => (await assigneesOf(APP, issue)).join() === 'tess');
    const reads = world.github.requests.filter(({ path }) => path.endsWith('CODEOWNERS'));
    expect(reads.map(({ path }) => path)).toEqual(['/repos/acme/app/contents/.github%2FCODEOWNERS']);
    const team = await leak(APP, 'ops/.mcp.json', 'Owner: @acme/ops (by CODEOWNERS).');
    expect(team.body).not.toContain('pager');
    // Read once an hour.
    expect(world.github.requests.filter(({ path }) => path.endsWith('CODEOWNERS'))).toHaveLength(1);
  });

  it('is the committer’s where nobody else is named, who is assigned and not called', async () => {
    const issue = await leak(OTHER, '.mcp.json', 'Owner: `octo` (nobody else is named');
    await until(async () => (await assigneesOf(OTHER, issue)).join() === 'octo');
    expect(issue.body).not.toMatch(/@octo/);
    const unowned = await leak(APP, 'nobody/.mcp.json', 'Owner: `octo`');
    expect(unowned.body).toContain('Maps to: [OWASP Non-Human Identities](https://owasp.org/');
  });

  it('is said by the register first, and nobody is assigned where policy says so', async () => {
    const policy = `${world.policy.replace('@octo/payments"', '@ada", environments: [production]')}issues: { assign: none }\n`;
    const files = { '.github/rekey.yml': policy, CODEOWNERS: '* @tess\n' };
    await checkOf(world, await world.github.commitFiles({ ...OTHER, files }), OTHER);
    const waiting = await leakThatWaits(world, OTHER);
    expect(waiting.issue.body).toContain('Owner: @ada (by the register of MCP servers in the policy).');
    await press(world, waiting, 'octo');
    const closed = await closedIn(OTHER, fileOf(waiting));
    // Nobody is called for what is over.
    expect(closed.body).toContain('Owner: `ada` (by');
    expect(closed.body).toMatch(/It was dead [\d.,]+ \w+ after it was found\./);
    expect(closed.body).toContain('Revocation approved by a person (`octo`)');
    expect(await assigneesOf(OTHER, closed)).toEqual([]);
  });
});

describe('what people do to an issue', () => {
  it('stays: text below the last line, labels, assignees; the title and what is above are ours', async () => {
    const waiting = await leakThatWaits(world, APP);
    const path = pathOf(waiting);
    await until(async () => (await assigneesOf(APP, waiting.issue)).length > 0);
    await world.github.call('DELETE', `${path}/assignees`, { assignees: ['tess'] });
    await world.github.call('POST', `${path}/assignees`, { assignees: ['ada'] });
    await world.github.call('DELETE', `${path}/labels/rekey`);
    await world.github.call('POST', `${path}/labels`, { labels: ['ours'] });
    const body = `${(waiting.issue.body ?? '').replace('### What is left to do', 'SPOILED')}\r\n\r\nTicket SEC-12.`;
    await world.github.call('PATCH', path, { title: 'another title', body });
    await press(world, waiting, 'octo');
    const closed = await closedIn(APP, fileOf(waiting));
    expect(closed.title).toMatch(/^MCP credential leaked, already dead: /);
    expect(closed.body).toContain('### What is left to do');
    expect(closed.body).not.toContain('SPOILED');
    expect(closed.body).toMatch(/<!-- rekey:end -->\n\nTicket SEC-12\.$/);
    expect(labelsOf(closed)).toEqual(['ours']);
    expect(await assigneesOf(APP, closed)).toEqual(['ada']);
    const comments = () => world.github.listComments({ ...APP, number: closed.number });
    await until(async () => (await comments()).some(aboutState));
    expect((await comments()).filter(aboutState)).toHaveLength(1);
  });

  it('a locked one is brought up to date without a comment', async () => {
    const waiting = await leakThatWaits(world, APP);
    await world.github.call('PUT', `${pathOf(waiting)}/lock`, { lock_reason: 'resolved' });
    await press(world, waiting, 'octo');
    const closed = await closedIn(APP, fileOf(waiting));
    await settled(world, rekey);
    expect(await world.github.listComments({ ...APP, number: closed.number })).toEqual([]);
    expect(await isAlive(world, waiting.token)).toBe(false);
  });

  it.each(['told by a webhook', 'told by nobody'])(
    'a transferred one is followed, also the next time, and hears commands at once: %s',
    async (how) => {
      const waiting = await leakThatWaits(world, APP);
      const issue = { ...APP, number: waiting.issue.number };
      const number = await world.github.transferIssue(issue, 'security', how === 'told by nobody');
      const moved = { ...waiting, where: SECURITY, issue: { ...waiting.issue, number } };
      expect(await reactionTo(world, await say(world, moved, 'octo', '/rekey revoke'))).toBe('+1');
      const closed = await closedIn(SECURITY, fileOf(waiting));
      expect(closed).toMatchObject({ number, title: expect.stringContaining('already dead') });
      const again = { [`again-${number}/.mcp.json`]: config(waiting.token) };
      await world.github.commitFiles({ ...APP, files: again });
      await closedIn(SECURITY, `again-${number}/.mcp.json`);
      const left = (await world.github.listIssues(APP)).find(({ number: old }) => old === issue.number);
      expect(left?.body ?? '').not.toContain('already dead');
    },
  );

  it('a marker that somebody copied into another issue makes it none of ours', async () => {
    const waiting = await leakThatWaits(world, APP);
    const copy = { title: 'x', body: waiting.issue.body };
    const path = '/repos/acme/security/issues';
    const issue = (await world.github.call('POST', path, copy, 'mallory')) as IssueRecord;
    const comment = await say(world, { ...waiting, where: SECURITY, issue }, 'octo', '/rekey revoke');
    await until(() => requestsSince(world, 0).includes(`GET /repos/acme/security/issues/${issue.number}`));
    await settled(world, rekey);
    expect(world.github.reactionsTo(comment)).toEqual([]);
    expect(await isAlive(world, waiting.token)).toBe(true);
  });

  it('one that is closed by hand while the credential lives opens again, once, and says how it ends', async () => {
    const waiting = await leakThatWaits(world, APP);
    const { number } = waiting.issue;
    const close = () => world.github.call('PATCH', pathOf(waiting), { state: 'closed' }, 'mallory');
    const now = () => world.github.getIssue({ ...APP, number });
    await close();
    await until(
      async () => (await now()).body?.includes('Issue closed by hand, and opened again once'),
      25_000,
    );
    expect((await now()).state).toBe('open');
    const told = async () =>
      (await world.github.listComments({ ...APP, number })).filter((body) => body.includes('closed by hand'));
    expect(await told()).toHaveLength(1);
    await close();
    await settled(world, rekey);
    expect((await now()).state).toBe('closed');
    expect(await told()).toHaveLength(1);
  });

  it('one that went to where the App is not installed, or was deleted, is written anew', async () => {
    const gone = await leakThatWaits(world, APP);
    await world.github.selectRepository(HIDDEN, false);
    await world.github.transferIssue({ ...APP, number: gone.issue.number }, 'hidden');
    await press(world, gone, 'octo');
    const anew = await closedIn(APP, fileOf(gone));
    expect(anew.number).not.toBe(gone.issue.number);

    const deleted = await leakThatWaits(world, APP);
    await world.github.removeIssue({ ...APP, number: deleted.issue.number });
    const others = async () =>
      (await world.github.listIssues(APP)).filter(
        ({ number, body }) => number !== deleted.issue.number && body?.includes(fileOf(deleted)),
      );
    // At once: its credential lives.
    await until(async () => (await others())[0]?.state === 'open', 25_000);
    await press(world, deleted, 'octo');
    await until(async () => (await others())[0]?.state === 'closed', 25_000);
    expect(await others()).toHaveLength(1);
    expect(world.github.violations).toEqual([]);
  });
});
