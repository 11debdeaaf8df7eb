import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { graphql } from '../../../src/github/graphql.ts';
import { rateLimitWait } from '../../../src/github/retry-after.ts';
import type { ThreadPlace } from '../../../src/github/place.ts';
import type { ExposureReport, IncidentReport, ToldOutcome } from '../../../src/inventory/report.ts';
import { tellAuthor } from '../../../src/respond/tell-author.ts';
import { renderTexts, renderTold, toldMarker } from '../../../src/respond/tell-author-words.ts';
import { answerForGitHub, gitHub, octokit, REPOSITORY } from './github.ts';

answerForGitHub();

const PLACE = { kind: 'thread', thread: 'issue-comment', id: '9', node: 'IC_kw=', number: 5 } as const;
const INCIDENT: IncidentReport = {
  id: 'b9c1b3a0-0000-4000-8000-000000000000',
  provider: 'github',
  type: 'github-pat-classic',
  redacted: 'ghp_… (40 characters)',
  fingerprint: '0123456789ab',
  state: 'revoked_verified',
  public: false,
  exposures: [],
  exposureCount: 1,
  timeline: [],
};

function exposure(place: ThreadPlace, told?: ToldOutcome): ExposureReport {
  return {
    incidentId: INCIDENT.id,
    repository: { owner: 'acme', name: 'app', private: true },
    commit: '',
    path: `${place.thread}/${place.id}`,
    place,
    startLine: 3,
    startColumn: 1,
    endLine: 3,
    endColumn: 9,
    surface: 'text',
    slot: 'text',
    introduced: true,
    ...(told === undefined ? {} : { told }),
  };
}

describe('the comment to an author', () => {
  it('says what it is, that it is dead, and what is left to do', () => {
    const body = renderTold(INCIDENT, { ...PLACE, author: 'ada' }, false);
    expect(body.split('\n', 1)[0]).toBe(toldMarker(INCIDENT.id, PLACE.node));
    expect(body).toContain('GitHub personal access token');
    expect(body).toContain('It is dead');
    expect(body).toContain('1. Edit the text');
    expect(body).toContain('2. Open the menu "edited"');
    expect(body).not.toContain(INCIDENT.fingerprint);
    expect(body).not.toContain('ghp_');
  });

  it('does not say that a credential is dead which is not', () => {
    const body = renderTold({ ...INCIDENT, state: 'manual_required' }, PLACE, false);
    expect(body).toContain('not proved dead');
    expect(body).not.toContain('It is dead');
  });

  it('asks for no edit of a text that was edited', () => {
    const body = renderTold(INCIDENT, PLACE, true);
    expect(body).not.toContain('Edit the text');
    expect(body).toContain('1. Open the menu');
  });

  it.each(['@acme/security', 'a`b', '](https://evil.example)', '<img src=x>', '--><script>'])(
    'takes %s for a name and nothing else',
    (author) => {
      const body = renderTold(INCIDENT, { ...PLACE, author }, false);
      const code = body.match(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g) ?? [];
      expect(code.some((span) => span.includes(author))).toBe(true);
      expect(code.reduce((rest, span) => rest.replace(span, ''), body)).not.toContain(author);
    },
  );
});

describe('the section of an issue about texts', () => {
  it('is not there before anybody was to be told', () => {
    expect(renderTexts([exposure(PLACE)])).toEqual([]);
  });

  it('names each text once, with its author and what became of telling them', () => {
    const [, lines = '', ...todos] = renderTexts([
      exposure({ ...PLACE, author: 'ada' }, 'told'),
      { ...exposure({ ...PLACE, author: 'ada' }, 'told'), startLine: 8 },
      exposure({ ...PLACE, id: '10' }, 'clean'),
    ]);
    expect(lines.split('\n')).toEqual([
      expect.stringContaining('Its author `ada` was told'),
      expect.stringContaining('The author has edited it away'),
    ]);
    expect(todos).toEqual([]);
  });

  it('says what to do where nobody could be told', () => {
    const texts = renderTexts([
      exposure({ kind: 'thread', thread: 'release', id: '1' }, 'nowhere'),
      exposure({ kind: 'thread', thread: 'wiki', id: 'Home.md' }, 'nowhere'),
      exposure(PLACE, 'refused'),
    ]).join('\n');
    for (const words of ['Edit the release', 'Edit the page', 'Delete revision from history'])
      expect(texts).toContain(words);
  });
});

describe('tellAuthor', () => {
  const target = { to: 'issue', number: 5 } as const;
  const body = `${toldMarker(INCIDENT.id, PLACE.node)}\n\nwords`;

  it.each([403, 404, 410, 422])('is refused with %i', async (status) => {
    gitHub().post('/repos/acme/app/issues/5/comments').reply(status, { message: 'no' });
    expect(await tellAuthor(octokit(), REPOSITORY, target, body)).toBe('refused');
  });

  it.each([500, 502])('tries again after %i', async (status) => {
    gitHub().post('/repos/acme/app/issues/5/comments').reply(status, { message: 'no' });
    await expect(tellAuthor(octokit(), REPOSITORY, target, body)).rejects.toMatchObject({ status });
  });

  it('takes a rate limit for no refusal', async () => {
    const headers = { 'retry-after': '30' };
    gitHub()
      .post('/repos/acme/app/issues/5/comments')
      .reply(403, { message: 'secondary rate limit' }, headers);
    await expect(tellAuthor(octokit(), REPOSITORY, target, body)).rejects.toMatchObject({ status: 403 });
  });

  it('looks before it writes when an earlier try may have written', async () => {
    const attemptedAt = new Date('2026-11-25T10:00:00Z');
    gitHub()
      .get('/repos/acme/app/issues/5/comments')
      .query({ since: '2026-11-25T09:58:00.000Z', per_page: 100 })
      .reply(200, [{ body: 'other' }, { body }]);
    expect(await tellAuthor(octokit(), REPOSITORY, target, body, { attemptedAt })).toBe('told');
  });
});

const ask = () => graphql(octokit(), 'query Q { x }', {});
const answer = (errors: object, headers: Record<string, string> = {}) =>
  nock('https://api.github.com')
    .post('/graphql')
    .reply(200, { data: { node: null }, errors: [errors] }, headers);

describe('graphql', () => {
  it('gives null for what does not exist', async () => {
    answer({ type: 'NOT_FOUND', message: 'x' });
    expect(await ask()).toEqual({ node: null });
  });

  it('tells a missing permission', async () => {
    answer({ type: 'FORBIDDEN', message: 'Resource not accessible by integration' });
    const error = await ask().catch((cause: unknown) => cause);
    expect(error).toMatchObject({ status: 403 });
    expect(rateLimitWait(error)).toBeUndefined();
  });

  it('tells a rate limit, with how long to wait', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 100);
    answer(
      { type: 'RATE_LIMITED', message: 'x' },
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
    );
    expect(rateLimitWait(await ask().catch((cause: unknown) => cause))).toBeGreaterThan(90_000);
  });

  it('says nothing of what GitHub says', async () => {
    answer({ type: 'OTHER', message: 'quoted: sesame' });
    await expect(ask()).rejects.toThrow(/^GitHub's GraphQL API refused \(502\)$/);
  });
});
