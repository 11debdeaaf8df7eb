import { describe, expect, it } from '@jest/globals';
import { publishAdvisory, type PublishAdvisoryOptions } from '../../../src/respond/publish-advisory.ts';
import { renderAdvisory, type RenderedAdvisory } from '../../../src/respond/render-advisory.ts';
import { answerForGitHub, exactly, gitHub, octokit, REPOSITORY } from './github.ts';
import { exposure, incident, replacementFor } from './reports.ts';

const ADVISORIES = '/repos/acme/app/security-advisories';
const ID = 'GHSA-abcd-1234-ef56';
const exposures = [exposure({ repository: { owner: 'acme', name: 'app', private: false } })];
const live = renderAdvisory(incident({ state: 'manual_required', exposures }), replacementFor);
const dead = renderAdvisory(incident({ exposures }), replacementFor);

const advisory = ({ description }: RenderedAdvisory, changes: object = {}) => ({
  ghsa_id: ID,
  state: 'draft',
  description,
  ...changes,
});
const login = () => Promise.resolve('Rekey[bot]');
const publish = (rendered: RenderedAdvisory, options: Omit<PublishAdvisoryOptions, 'login'>) =>
  publishAdvisory(octokit(), REPOSITORY, rendered, { login, ...options });
const known = { existingId: ID, mayExist: true };
const published = { outcome: 'published', ghsaId: ID };
const content = ({ summary, description, severity }: RenderedAdvisory) => ({
  summary,
  description,
  severity,
});

answerForGitHub();

describe('renderAdvisory', () => {
  it('says all there is to say, and that it must stay a draft', () => {
    expect(live).toMatchObject({ severity: 'critical', closed: false });
    expect(live.summary).toContain('not dead yet');
    expect(live.description).toContain('do not publish it while the credential is not dead');
    expect(live.description).toContain('`acme/app`');
    expect(live.description).not.toContain('This issue closes itself');
    const approval = { approvers: [], repository: { owner: 'acme', name: 'app' } };
    const waiting = incident({ state: 'approval_needed', exposures, approval });
    const { description } = renderAdvisory(waiting, replacementFor);
    expect(description).toContain('does so in the Rekey dashboard');
    expect(description).not.toMatch(/\/rekey approve|button/);
    expect(dead).toMatchObject({ severity: 'low', closed: true });
  });

  it('names no place of another, private repository beside a public one', () => {
    const open = exposure({ path: 'open.json', repository: { owner: 'acme', name: 'site', private: false } });
    const both = [open, exposure({ path: 'closed.json' })];
    const { description } = renderAdvisory(incident({ exposures: both, exposureCount: 2 }), replacementFor);
    expect(description).toContain('open.json');
    expect(description).not.toContain('closed.json');
  });
});

describe('publishAdvisory', () => {
  it('makes a draft', async () => {
    const vulnerabilities = [{ package: { ecosystem: 'other', name: 'leaked credential' } }];
    gitHub()
      .post(ADVISORIES, exactly({ ...content(live), cwe_ids: ['CWE-798'], vulnerabilities }))
      .reply(201, advisory(live));
    await expect(publish(live, { mayExist: false })).resolves.toEqual(published);
  });

  it('closes it when the credential is dead', async () => {
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live))
      .patch(`${ADVISORIES}/${ID}`, exactly({ ...content(dead), state: 'closed' }))
      .reply(200, advisory(dead, { state: 'closed' }));
    await expect(publish(dead, known)).resolves.toEqual(published);
  });

  it('opens one that a person closed with a new state only', async () => {
    const more = renderAdvisory(
      incident({ state: 'manual_required', exposures, exposureCount: 9 }),
      replacementFor,
    );
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live, { state: 'closed' }))
      .patch(`${ADVISORIES}/${ID}`, exactly(content(more)))
      .reply(200, advisory(more));
    await publish(more, known);
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(dead, { state: 'closed' }))
      .patch(`${ADVISORIES}/${ID}`, exactly({ ...content(live), state: 'draft' }))
      .reply(200, advisory(live));
    await expect(publish(live, known)).resolves.toEqual(published);
  });

  it('goes by the state that was kept, whatever stands in the description', async () => {
    // Somebody edits the hidden line: nothing is new, so a draft that a person closed stays closed.
    const edited = live.description.replace('state:manual_required', 'state:revoked_verified');
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live, { description: edited, state: 'closed' }))
      .patch(`${ADVISORIES}/${ID}`, exactly(content(live)))
      .reply(200, advisory(live));
    await publish(live, { ...known, shown: 'manual_required' });
    // Or makes it look as if the new state had been shown.
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live, { state: 'closed' }))
      .patch(`${ADVISORIES}/${ID}`, exactly({ ...content(live), state: 'draft' }))
      .reply(200, advisory(live));
    await expect(publish(live, { ...known, shown: 'revoked_verified' })).resolves.toEqual(published);
  });

  it('leaves alone what people published', async () => {
    gitHub()
      .get(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live, { state: 'published' }));
    await expect(publish(dead, known)).resolves.toEqual(published);
  });

  it('finds one whose answer was lost', async () => {
    gitHub()
      .get(ADVISORIES)
      .query({ sort: 'created', direction: 'desc', per_page: '100' })
      .reply(200, [
        advisory(live, { ghsa_id: 'GHSA-0000-0000-0000', description: null }),
        // Reported by a stranger, who would read what is written into it; and accepted by the people of the repository.
        advisory(live, { ghsa_id: 'GHSA-1111-1111-1111', state: 'triage', author: null }),
        advisory(live, { ghsa_id: 'GHSA-2222-2222-2222', author: { login: 'mallory' } }),
        advisory(live, { author: { login: 'rekey[bot]' } }),
      ])
      .patch(`${ADVISORIES}/${ID}`)
      .reply(200, advisory(live));
    await expect(publish(live, { mayExist: true })).resolves.toEqual(published);
  });

  it.each([403, 404])('accepts that it may write none (%i)', async (status) => {
    gitHub().post(ADVISORIES).reply(status, { message: 'Resource not accessible by integration' });
    await expect(publish(live, { mayExist: false })).resolves.toEqual({ outcome: 'refused' });
  });

  it('leaves limits to the queue', async () => {
    gitHub().post(ADVISORIES).reply(403, { message: 'You have exceeded a secondary rate limit.' });
    await expect(publish(live, { mayExist: false })).rejects.toMatchObject({ status: 403 });
  });
});
