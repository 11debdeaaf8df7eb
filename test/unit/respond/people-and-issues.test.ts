import { describe, expect, it } from '@jest/globals';
import { publishIssue, type PublishIssueOptions } from '../../../src/respond/publish-issue.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import type { RenderedIssue } from '../../../src/respond/rendered.ts';
import { answerForGitHub, gitHub, octokit, REPOSITORY } from './github.ts';
import { incident, replacementFor } from './reports.ts';

const ISSUES = '/repos/acme/app/issues';
const PUBLISHED = { outcome: 'published', owner: 'acme', name: 'app' };
const dead = renderIssue(incident(), replacementFor);
const live = renderIssue(incident({ state: 'manual_required' }), replacementFor);

/** An issue as GitHub answers it, as far as it is read. */
function issue(rendered: RenderedIssue, changes: object = {}) {
  const { title, body } = rendered;
  const user = { login: 'rekey[bot]' };
  return { number: 12, title, body, user, state: 'open', locked: false, ...changes };
}

const login = () => Promise.resolve('rekey[bot]');

function publish(rendered: RenderedIssue, options: Omit<PublishIssueOptions, 'login'>) {
  return publishIssue(octokit(), REPOSITORY, rendered, { login, ...options });
}

const known = { existingNumber: 12, mayExist: true };

answerForGitHub();

describe('what people do to an issue', () => {
  it('follows an issue that was transferred to where it is', async () => {
    const moved = 'https://api.github.com/repositories/99/issues/3';
    const there = { number: 3, repository_url: 'https://api.github.com/repos/acme/security' };
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(301, { url: moved }, { location: moved })
      .get('/repositories/99/issues/3')
      .reply(200, issue(live, there))
      .patch('/repos/acme/security/issues/3')
      .reply(200, issue(dead, { ...there, state: 'closed' }))
      .post('/repos/acme/security/issues/3/comments')
      .reply(201, { id: 1 });
    await expect(publish(dead, known)).resolves.toEqual({
      ...PUBLISHED,
      name: 'security',
      number: 3,
      closed: true,
    });
  });

  it('writes one anew where it was, when it went to where the App is not installed', async () => {
    const there = { number: 3, repository_url: 'https://api.github.com/repos/acme/elsewhere' };
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, there))
      .patch('/repos/acme/elsewhere/issues/3')
      .reply(403, { message: 'Resource not accessible by integration' })
      .post(ISSUES)
      .reply(201, issue(dead, { number: 13 }))
      .patch(`${ISSUES}/13`)
      .reply(200, issue(dead, { number: 13, state: 'closed' }));
    await expect(publish(dead, known)).resolves.toEqual({ ...PUBLISHED, number: 13, closed: true });
  });

  it('keeps what people wrote below its last line, whatever they did above it', async () => {
    const notes = 'Ticket SEC-12: Ada looks into it.\n\n<!-- rekey:end -->\nand more';
    const edited = live.body.replace('Rekey keeps', 'EDITED').replaceAll('\n', '\r\n');
    const { title, body, comment } = dead;
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { body: `${edited}\r\n\r\n${notes}`, title: 'renamed' }))
      .patch(`${ISSUES}/12`, {
        title,
        body: `${body}\n\n${notes}`,
        state: 'closed',
        state_reason: 'completed',
      })
      .reply(200, issue(dead))
      .post(`${ISSUES}/12/comments`, { body: comment })
      .reply(201, { id: 1 });
    await expect(publish(dead, known)).resolves.toMatchObject({ number: 12 });
  });

  it('says less rather than cut what people wrote', async () => {
    const notes = 'x'.repeat(65_536 - dead.body.length);
    const sent: string[] = [];
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { body: `${live.body}\n\n${notes}` }))
      .patch(`${ISSUES}/12`, (change: { body: string }) => sent.push(change.body) > 0)
      .reply(200, issue(dead))
      .post(`${ISSUES}/12/comments`)
      .reply(201, { id: 1 });
    await publish(dead, known);
    expect(sent).toEqual([`${dead.shortBody}\n\n${notes}`]);
    expect(sent[0]).toContain('The rest does not fit beside');
  });

  it('asks for its urgent label once, and never again after a person took it away', async () => {
    const urgent = renderIssue(incident({ state: 'manual_required', urgent: true }), replacementFor);
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live))
      .post(`${ISSUES}/12/labels`, { labels: ['urgent'] })
      .reply(200, [])
      .patch(`${ISSUES}/12`)
      .reply(200, issue(urgent));
    await publish(urgent, known);
    const more = renderIssue(
      incident({ state: 'manual_required', urgent: true, exposureCount: 7 }),
      replacementFor,
    );
    gitHub().get(`${ISSUES}/12`).reply(200, issue(urgent)).patch(`${ISSUES}/12`).reply(200, issue(more));
    await expect(publish(more, known)).resolves.toMatchObject({ number: 12 });
  });

  it.each([
    ['somebody else wrote', { user: { login: 'mallory' } }],
    ['nobody is known to have written', { user: null }],
    ['tells of another incident', { body: live.body.replace('rekey:incident:', 'rekey:incident:b') }],
    ['is a pull request', { pull_request: {} }],
  ])(
    'leaves what %s alone, where a new repository took the name of the one that had the issue',
    async (_, other) => {
      gitHub()
        .get(`${ISSUES}/12`)
        .reply(200, issue(live, other))
        .post(ISSUES)
        .reply(201, issue(live, { number: 13 }));
      await expect(publish(live, known)).resolves.toEqual({ ...PUBLISHED, number: 13, closed: false });
    },
  );

  it('knows its own where people took its first line away', async () => {
    const { title, body } = live;
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { body: 'Done.' }))
      .patch(`${ISSUES}/12`, { title, body })
      .reply(200, issue(live));
    await expect(publish(live, { ...known, shown: 'manual_required' })).resolves.toMatchObject({
      number: 12,
    });
  });
});
