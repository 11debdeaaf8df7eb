import { describe, expect, it } from '@jest/globals';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { exposure, incident, replacementFor, report } from './reports.ts';

const leak = report({ exposures: [exposure()], incidents: [incident()] });
const live = incident({
  state: 'manual_required',
  explanation: 'The provider has no way to revoke it by program.',
  rotateUrl: 'https://github.com/settings/tokens',
});

describe('renderCheck where the public can read', () => {
  const hidden = [live, incident({ state: 'failed' }), incident({ state: 'found' })];

  it.each(hidden)('says nothing about a credential that is $state', (open) => {
    const { conclusion, title, summary, annotations } = renderCheck(
      report({ private: false, exposures: [exposure()], incidents: [open] }),
      replacementFor,
    );
    expect(conclusion).toBe('failure');
    expect(title).toBe('A credential needs attention');
    expect(summary).toBe('A credential needs attention; details are in the Rekey dashboard.');
    expect(annotations).toEqual([]);
  });

  it('says nothing about an open one that was there before', () => {
    const { conclusion, title, summary, annotations } = renderCheck(
      report({ private: false, exposures: [exposure({ introduced: false })], incidents: [live] }),
      replacementFor,
    );
    expect([conclusion, title, annotations]).toEqual(['success', 'No new credential', []]);
    expect(summary).toBe(
      'These commits bring no new credential.\n\nA credential needs attention; details are in the Rekey dashboard.',
    );
  });

  it('tells of the dead one beside it', () => {
    const open = { ...live, id: 'incident-2', fingerprint: 'abcabcabcabc' };
    const { title, summary, annotations } = renderCheck(
      report({
        private: false,
        exposures: [exposure(), exposure({ incidentId: 'incident-2', path: 'live.json' })],
        incidents: [incident(), open],
      }),
      replacementFor,
    );
    expect(title).toBe('A credential needs attention');
    expect(annotations.map(({ path }) => path)).toEqual(['.mcp.json']);
    expect(summary).toContain('Yes: revoked and proved');
    expect(summary).not.toMatch(/live\.json|abcabc|What leaked is dead|settings/);
  });

  it('tells of a dead one in full', () => {
    expect(renderCheck({ ...leak, private: false }, replacementFor)).toEqual(
      renderCheck(leak, replacementFor),
    );
  });
});
