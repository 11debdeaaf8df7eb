import { describe, expect, it } from '@jest/globals';
import { alertResolution } from '../../../src/inventory/alert-resolution.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { openAlert, resolveAlert } from '../../../src/respond/resolve-alert.ts';
import { answerForGitHub, exactly, gitHub, octokit } from './github.ts';
import { incident } from './reports.ts';

const ALERT = { owner: 'acme', name: 'app', number: 4 };
const PATH = '/repos/acme/app/secret-scanning/alerts/4';
const GET = `${PATH}?hide_secret=true`;
const open = { number: 4, state: 'open', resolution: null };
const left = { number: 4, state: 'resolved', resolution: 'wont_fix' };
const timeline = (...events: string[]) => events.map((event) => ({ at: new Date(), event }));

answerForGitHub();

describe('how an alert ends', () => {
  it.each<[IncidentState, string[], string | undefined]>([
    ['revoked_verified', ['found', 'revoking', 'revoked_verified'], 'revoked'],
    ['expired', ['found', 'expired'], 'revoked'],
    ['accepted_unverified', ['found', 'accepted_unverified'], undefined],
    ['manual_required', ['found', 'not_a_secret', 'dismissed', 'reopened', 'manual_required'], undefined],
    ['dismissed', ['found', 'manual_required', 'not_a_secret', 'dismissed'], 'false_positive'],
    ['dismissed', ['found', 'risk_accepted', 'dismissed', 'scan_asked'], 'wont_fix'],
    ['dismissed', ['risk_accepted', 'dismissed', 'not_a_secret', 'dismissed'], 'false_positive'],
    // Said to be rotated, which is no proof.
    ['dismissed', ['risk_accepted', 'dismissed', 'probe_failed', 'dismissed'], undefined],
    ['dismissed', ['found', 'dismissed'], undefined],
  ])('%s after %j: %s', (state, events, expected) => {
    expect(alertResolution({ state, timeline: timeline(...events) })).toBe(expected);
  });
});

describe('resolveAlert', () => {
  it('says what was proved', async () => {
    const resolution_comment =
      'Rekey: It was revoked, and its issuer was seen to refuse it. Fingerprint 3f2a91c0b7de.';
    const resolved = { state: 'resolved', resolution: 'revoked', resolution_comment };
    gitHub().get(GET).reply(200, open).patch(PATH, exactly(resolved)).reply(200, {});
    const resolving = resolveAlert(octokit(), ALERT, incident(), 'revoked', null);
    await expect(resolving).resolves.toBeUndefined();
  });

  it('says what a person said, whatever that is, in code and within GitHub’s limit', async () => {
    const explanation = `Not a secret, says tess: @acme/all \`x\` [a](https://evil.example) ${'long '.repeat(90)}`;
    let comment = '';
    const keep = (body: Record<string, unknown>) => {
      comment = String(body['resolution_comment']);
      return body['resolution'] === 'false_positive';
    };
    gitHub().get(GET).reply(200, open).patch(PATH, keep).reply(200, {});
    await resolveAlert(
      octokit(),
      ALERT,
      incident({ state: 'dismissed', explanation }),
      'false_positive',
      null,
    );
    expect(comment.length).toBeLessThanOrEqual(280);
    expect(comment).toMatch(
      /^Rekey: ``Not a secret, says tess: @acme\/all [^]*…`` Fingerprint 3f2a91c0b7de\.$/,
    );
  });

  it('takes the place of what Rekey said earlier: open again, then resolved', async () => {
    gitHub()
      .get(GET)
      .reply(200, left)
      .patch(PATH, exactly({ state: 'open' }))
      .reply(200, {})
      .patch(PATH, ({ resolution }: { resolution?: string }) => resolution === 'revoked')
      .reply(200, {});
    const resolving = resolveAlert(octokit(), ALERT, incident(), 'revoked', 'wont_fix');
    await expect(resolving).resolves.toBeUndefined();
  });

  it('leaves alone what a person resolved', async () => {
    const theirs = { ...left, resolution: 'used_in_tests' };
    gitHub().get(GET).times(2).reply(200, theirs);
    const resolving = resolveAlert(octokit(), ALERT, incident(), 'revoked', 'wont_fix');
    await expect(resolving).resolves.toBeUndefined();
  });
});

describe('openAlert', () => {
  it('opens what Rekey resolved, and nothing else', async () => {
    gitHub()
      .get(GET)
      .reply(200, left)
      .patch(PATH, exactly({ state: 'open' }))
      .reply(200, {});
    await expect(openAlert(octokit(), ALERT, 'wont_fix')).resolves.toBe(true);
    gitHub().get(GET).reply(200, open);
    await expect(openAlert(octokit(), ALERT, 'wont_fix')).resolves.toBe(true);
    gitHub().get(GET).reply(200, left);
    await expect(openAlert(octokit(), ALERT, 'false_positive')).resolves.toBe(false);
  });
});
