import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { IncidentReport } from '../../../src/inventory/report.ts';
import { INCIDENT_STATES } from '../../../src/inventory/state.ts';
import { renderAdvisory } from '../../../src/respond/render-advisory.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { withoutFixedLines } from './fixed-lines.ts';
import { outsideCode } from './markdown-reader.ts';
import { exposure, HOSTILE, incident, replacementFor } from './reports.ts';

const REPOSITORY = { id: 1, owner: 'acme', name: 'app', private: true };

/** All that an issue can show, made of these texts. */
const worst = (hostile: readonly string[], n: number): IncidentReport => {
  const pick = (at: number) => hostile[at % hostile.length] ?? '';
  const exposures = Array.from({ length: 50 }, (_, at) =>
    exposure({
      path: `${pick(at)}${at}`,
      commit: pick(at + 1),
      server: `${at}${pick(at + 2)}`,
      key: `${at}${pick(at)}`,
      repository: { owner: pick(at), name: `${pick(at + 1)}${at % 7}`, private: true },
    }),
  );
  return incident({
    state: INCIDENT_STATES[n % INCIDENT_STATES.length] ?? 'found',
    exposures,
    exposureCount: 50 + n,
    repositories: exposures.map(({ repository }, count) => ({ ...repository, count })),
    introduction: {
      kind: 'commit',
      path: pick(4),
      commit: pick(0),
      author: pick(1),
      repository: { ...REPOSITORY, owner: pick(2) },
    },
    ownership: { source: 'codeowners', owners: hostile.map((one) => `@${one}`) },
    explanation: pick(3),
    urgent: true,
    timeline: Array.from({ length: 300 }, (_, at) => ({
      at: new Date(at),
      event: at % 2 === 0 ? 'approved' : pick(at),
      person: `@${pick(at)}`,
    })),
    reach: {
      ways: exposures.slice(0, 10).map((_, at) => ({
        repository: pick(at),
        path: pick(at + 1),
        holder: { via: 'secret', name: pick(at + 2), scope: 'organization' },
        job: pick(at),
        environment: pick(at + 1),
        server: pick(at + 3),
      })),
      count: 500 + n,
      repositories: 40,
      more: n % 2 === 0,
    },
    facts: {
      owner: pick(0),
      principalKind: 'user',
      issuer: pick(1),
      scopes: hostile,
      audience: hostile,
      tools: hostile.map((name) => ({ name, destructive: true })),
      moreTools: true,
      source: 'provider',
      describedAt: new Date(0),
    },
  });
};

describe('whatever a repository holds', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 3000 }));
  const reports = fc.record({ hostile: fc.array(text, { minLength: 1, maxLength: 6 }), n: fc.nat(1000) });

  it('the body stays below GitHub’s limit, with room for what people write, and ends with our line', () => {
    fc.assert(
      fc.property(reports, ({ hostile, n }) => {
        const report = worst(hostile, n);
        const { title, body, shortBody = '' } = renderIssue(report, ({ key }) => key?.slice(0, 1900));
        expect(body.length).toBeLessThanOrEqual(60_000);
        expect(shortBody.length).toBeLessThanOrEqual(12_000);
        expect(title.length).toBeLessThanOrEqual(256);
        expect(body.split('<!-- rekey:end -->')).toHaveLength(2);
        expect(body.endsWith('\n\n<!-- rekey:end -->')).toBe(true);
        expect(renderAdvisory(report, replacementFor).description.length).toBeLessThanOrEqual(65_535);
      }),
      { numRuns: 60 },
    );
  });

  it.each(HOSTILE.map((one, index) => [index, one] as const))('no. %i stands in code only', (_, one) => {
    const { body } = renderIssue(worst([one], 5), replacementFor);
    const rest = withoutFixedLines(body.split('\n').slice(2).join('\n'));
    const running = outsideCode(rest)
      .replaceAll(/\\[\p{P}\p{S}]/gu, '')
      .replaceAll('@\u{200b}', '');
    expect(running).not.toMatch(/@\w|<(?!\u{200b}!--)|:\/\//u);
  });
});
