import { describe, expect, it } from '@jest/globals';
import { publishIssue, type PublishIssueOptions } from '../../../src/respond/publish-issue.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import type { RenderedIssue } from '../../../src/respond/rendered.ts';
import { answerForGitHub, gitHub, octokit, REPOSITORY } from './github.ts';
import { incident, replacementFor } from './reports.ts';

const ISSUES = '/repos/acme/app/issues';
const PUBLISHED = { outcome: 'published', owner: 'acme', name: 'app' };
const LIST_QUERY = { labels: 'rekey', state: 'all', sort: 'created', direction: 'desc', per_page: '100' };
const dead = renderIssue(incident(), replacementFor);
const live = renderIssue(incident({ state: 'manual_required' }), replacementFor);
const dismissed = renderIssue(incident({ state: 'dismissed' }), replacementFor);

/** An issue as GitHub answers it, as far as it is read. */
function issue(rendered: RenderedIssue, changes: object = {}) {
  const { title, body } = rendered;
  const user = { login: 'rekey[bot]' };
  return { number: 12, title, body, user, state: 'open', locked: false, ...changes };
}

const login = () => Promise.resolve('Rekey[bot]');

function publish(rendered: RenderedIssue, options: Omit<PublishIssueOptions, 'login'>) {
  return publishIssue(octokit(), REPOSITORY, rendered, { login, ...options });
}

const fresh = { mayExist: false };
const known = { existingNumber: 12, mayExist: true };
const lost = { mayExist: true };

answerForGitHub();

describe('publishIssue, the first time', () => {
  it('opens an issue in one request', async () => {
    const { title, body } = live;
    gitHub()
      .post(ISSUES, { title, body, labels: ['rekey'] })
      .reply(201, issue(live));
    await expect(publish(live, fresh)).resolves.toEqual({ ...PUBLISHED, number: 12, closed: false });
  });

  it('closes the issue of a dead credential at once', async () => {
    gitHub()
      .post(ISSUES)
      .reply(201, issue(dead))
      .patch(`${ISSUES}/12`, { state: 'closed', state_reason: 'completed' })
      .reply(200, issue(dead, { state: 'closed' }));
    await expect(publish(dead, fresh)).resolves.toEqual({ ...PUBLISHED, number: 12, closed: true });
  });

  it('closes a dismissed one as not planned', async () => {
    gitHub()
      .post(ISSUES)
      .reply(201, issue(dismissed))
      .patch(`${ISSUES}/12`, { state: 'closed', state_reason: 'not_planned' })
      .reply(200, issue(dismissed, { state: 'closed' }));
    await expect(publish(dismissed, fresh)).resolves.toMatchObject({ closed: true });
  });

  it('accepts that issues are turned off', async () => {
    gitHub().post(ISSUES).reply(410, { message: 'Issues are disabled for this repo' });
    await expect(publish(live, fresh)).resolves.toEqual({ outcome: 'unavailable' });
  });

  it.each([502, 422, 404, 403])('leaves %i to the queue', async (status) => {
    gitHub().post(ISSUES).reply(status, { message: 'You have exceeded a secondary rate limit.' });
    await expect(publish(live, fresh)).rejects.toMatchObject({ status });
  });
});

describe('publishIssue, again', () => {
  it('rewrites the body, closes, and comments once when the state has changed', async () => {
    const { title, body, comment } = dead;
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live))
      .patch(`${ISSUES}/12`, { title, body, state: 'closed', state_reason: 'completed' })
      .reply(200, issue(dead, { state: 'closed' }))
      .post(`${ISSUES}/12/comments`, { body: comment })
      .reply(201, { id: 1 });
    await expect(publish(dead, known)).resolves.toEqual({ ...PUBLISHED, number: 12, closed: true });
  });

  it('only looks when nothing is new', async () => {
    const there = issue(dead, { state: 'closed', body: dead.body.replaceAll('\n', '\r\n') });
    gitHub().get(`${ISSUES}/12`).reply(200, there);
    await expect(publish(dead, known)).resolves.toEqual({ ...PUBLISHED, number: 12, closed: true });
  });

  it('does not comment when only a place is new', async () => {
    const more = renderIssue(incident({ state: 'manual_required', exposureCount: 2 }), replacementFor);
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live))
      .patch(`${ISSUES}/12`, { title: more.title, body: more.body })
      .reply(200, issue(more));
    await expect(publish(more, known)).resolves.toMatchObject({ number: 12, closed: false });
  });

  it('leaves an issue closed that a person closed, until the state changes', async () => {
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { state: 'closed' }));
    await expect(publish(live, known)).resolves.toMatchObject({ closed: true });

    const { title, body } = live;
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(dismissed, { state: 'closed' }))
      .patch(`${ISSUES}/12`, { title, body, state: 'open', state_reason: 'reopened' })
      .reply(200, issue(live))
      .post(`${ISSUES}/12/comments`, { body: live.comment })
      .reply(201, { id: 1 });
    await expect(publish(live, known)).resolves.toMatchObject({ closed: false });
  });

  it.each([404, 410])('writes a deleted issue anew (%i)', async (status) => {
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(status, { message: 'This issue was deleted' })
      .post(ISSUES)
      .reply(201, issue(live, { number: 13 }));
    await expect(publish(live, known)).resolves.toEqual({ ...PUBLISHED, number: 13, closed: false });
  });

  it('writes it anew when it is deleted meanwhile', async () => {
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live))
      .patch(`${ISSUES}/12`)
      .reply(410, { message: 'This issue was deleted' })
      .post(ISSUES)
      .reply(201, issue(dead, { number: 13 }))
      .patch(`${ISSUES}/13`)
      .reply(200, issue(dead, { number: 13, state: 'closed' }));
    await expect(publish(dead, known)).resolves.toEqual({ ...PUBLISHED, number: 13, closed: true });
  });

  it('goes by the state that was kept, whatever stands in the body, and keeps the new one before it comments', async () => {
    const kept: string[] = [];
    const keepShown = async (state: string) => void kept.push(state);
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(dead, { state: 'closed' }))
      .patch(`${ISSUES}/12`, { title: live.title, body: live.body, state: 'open', state_reason: 'reopened' })
      .reply(200, issue(live))
      .post(`${ISSUES}/12/comments`, () => kept.length === 1)
      .reply(201, { id: 1 });
    const was = { ...known, shown: 'dismissed', keepShown };
    await expect(publish(live, was)).resolves.toMatchObject({ closed: false });
    expect(kept).toEqual(['manual_required']);

    // Somebody edits the hidden line: nothing is new, and the text is put right.
    const edited = live.body.replace('state:manual_required', 'state:dismissed');
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { body: edited, state: 'closed' }))
      .patch(`${ISSUES}/12`, { title: live.title, body: live.body })
      .reply(200, issue(live, { state: 'closed' }));
    const still = { ...known, shown: 'manual_required', keepShown };
    await expect(publish(live, still)).resolves.toMatchObject({ closed: true });
  });

  it('accepts that issues were turned off meanwhile', async () => {
    const off = { message: 'Issues are disabled for this repo' };
    gitHub().get(`${ISSUES}/12`).reply(410, off).post(ISSUES).reply(410, off);
    await expect(publish(live, known)).resolves.toEqual({ outcome: 'unavailable' });
  });

  it('updates a locked issue without a comment', async () => {
    gitHub()
      .get(`${ISSUES}/12`)
      .reply(200, issue(live, { locked: true }))
      .patch(`${ISSUES}/12`)
      .reply(200, issue(dead, { state: 'closed', locked: true }));
    await expect(publish(dead, known)).resolves.toMatchObject({ closed: true });
  });

  it('accepts a lock that comes before its comment, and no other refusal', async () => {
    const answers = () =>
      gitHub()
        .get(`${ISSUES}/12`)
        .reply(200, issue(live))
        .patch(`${ISSUES}/12`)
        .reply(200, issue(dead, { state: 'closed' }))
        .post(`${ISSUES}/12/comments`);
    answers().reply(403, { message: 'Unable to create comment because issue is locked.' });
    await expect(publish(dead, known)).resolves.toMatchObject({ closed: true });

    answers().reply(403, { message: 'You have exceeded a secondary rate limit.' });
    await expect(publish(dead, known)).rejects.toMatchObject({ status: 403 });
  });
});

describe('publishIssue after a crash', () => {
  it('finds the issue by its hidden line, closes it, and says nothing twice', async () => {
    const quoted = `Look at this:\n${dead.body}`;
    gitHub()
      .get(ISSUES)
      .query(LIST_QUERY)
      .reply(200, [
        issue(dead, { number: 15, title: 'a later one' }),
        issue(dead, { number: 8, user: { login: 'mallory' } }),
        issue(dead, { number: 7, user: { login: 'github-actions[bot]' } }),
        issue(dead, { number: 6, user: null }),
        issue(dead, { number: 11, body: quoted }),
        issue(dead, { number: 10, pull_request: {} }),
        issue(dead, { number: 9, body: null }),
        issue(dead),
      ])
      .patch(`${ISSUES}/12`, { state: 'closed', state_reason: 'completed' })
      .reply(200, issue(dead, { state: 'closed' }));
    await expect(publish(dead, lost)).resolves.toEqual({ ...PUBLISHED, number: 12, closed: true });
  });

  it('looks through further pages', async () => {
    const next = `https://api.github.com${ISSUES}?page=2`;
    gitHub()
      .get(ISSUES)
      .query(LIST_QUERY)
      .reply(200, [issue(live, { number: 200, body: 'other' })], { link: `<${next}>; rel="next"` })
      .get(ISSUES)
      .query({ page: '2' })
      .reply(200, [issue(live)]);
    await expect(publish(live, lost)).resolves.toMatchObject({ number: 12 });
  });

  it('writes one when there is none', async () => {
    gitHub().get(ISSUES).query(LIST_QUERY).reply(200, []).post(ISSUES).reply(201, issue(live));
    await expect(publish(live, lost)).resolves.toMatchObject({ number: 12 });
  });

  it('does not ask for a label that is a list, or when there is none', async () => {
    const { labels: _labels, ...anyLabel } = LIST_QUERY;
    for (const labels of [['a,b'], []]) {
      gitHub()
        .get(ISSUES)
        .query(anyLabel)
        .reply(200, [issue(live)]);
      await expect(publish({ ...live, labels }, lost)).resolves.toMatchObject({ number: 12 });
    }
  });
});
