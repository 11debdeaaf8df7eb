import { describe, expect, it } from '@jest/globals';
import type { SuccessorReport } from '../../../src/inventory/report.ts';
import { code } from '../../../src/respond/markdown.ts';
import { todoWords } from '../../../src/respond/words/successor.ts';
import { HOSTILE, incident } from './reports.ts';

const secret = {
  kind: 'secret',
  family: 'actions',
  scope: 'environment',
  owner: 'acme',
  repository: 'app',
  environment: 'production',
  name: 'GRAFANA_TOKEN',
} as const;
const words = (
  successor?: SuccessorReport,
  toPublic = false,
  state: 'revoked_verified' | 'failed' = 'revoked_verified',
) => todoWords(incident({ state, ...(successor ? { successor } : {}) }), toPublic);

describe('what is left to do, by what became of the successor', () => {
  it('is nothing once it is in its place and the old one dead', () => {
    expect(words({ stage: 'replaced', target: secret })).toBe(
      'Replaced: its successor is in the secret `GRAFANA_TOKEN` of the environment `production` of `acme/app`. Nothing is left to do there or at the issuer.',
    );
    expect(words({ stage: 'replaced', target: { kind: 'vault', path: 'ci/app', field: 'token' } })).toContain(
      'in the field `token` of `ci/app` in Vault',
    );
    const ofAll = { ...secret, scope: 'organization' } as const;
    expect(words({ stage: 'replaced', target: ofAll })).toContain('of the organisation `acme`');
  });

  it('is the end of the old one while that is not proved', () => {
    const left = words({ stage: 'left', target: secret }, false, 'failed');
    expect(left).toMatch(/^Replaced: .* Revoke it by hand/);
  });

  it('is the replacement by hand where there is none, and why', () => {
    const failed = words({ stage: 'failed', target: secret, explanation: 'GitHub said no.' });
    expect(failed).toBe(
      'No successor was put in its place. GitHub said no\\. Replace the value where it is used. At the issuer nothing is left to do.',
    );
    expect(words({ stage: 'planned', target: secret })).toMatch(/^No successor was issued\. Replace/);
    expect(words({ stage: 'planned', target: secret }, false, 'failed')).not.toContain('successor');
    expect(words()).not.toContain('uccessor');
  });

  it('names no secret where the public can read', () => {
    for (const stage of ['replaced', 'failed'] as const) {
      const shown = words({ stage, target: secret, explanation: 'The secret GRAFANA_TOKEN.' }, true);
      expect(shown).not.toMatch(/GRAFANA_TOKEN|production|acme/);
    }
  });

  it.each(HOSTILE)('keeps %j in code', (text) => {
    const shown = words({ stage: 'replaced', target: { ...secret, environment: text } });
    expect(shown).toContain(`of the environment ${code(text)} of`);
    expect(shown.split('\n')).toHaveLength(1);
  });
});
