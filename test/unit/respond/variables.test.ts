import { describe, expect, it } from '@jest/globals';
import { replacementFor } from '../../../src/detect/index.ts';
import type { VariablePlace } from '../../../src/github/place.ts';
import { annotateCheck } from '../../../src/respond/annotate.ts';
import { groupCredentials } from '../../../src/respond/group-credentials.ts';
import { renderCheck } from '../../../src/respond/render-check.ts';
import { renderIssue } from '../../../src/respond/render-issue.ts';
import { eventName } from '../../../src/respond/words/events.ts';
import { exposure, incident, report as check } from './reports.ts';

const PLACE: VariablePlace = {
  kind: 'variable',
  family: 'actions',
  scope: 'organization',
  name: 'BILLING_TOKEN',
  repositories: 12,
  readers: [
    { path: '.github/workflows/ci.yml', line: 11, job: 'test', step: 'Agent' },
    { path: '.github/workflows/[redacted].yml', line: 3 },
  ],
};
const inVariable = (place: Partial<VariablePlace> = {}) =>
  exposure({
    path: 'actions/organization/BILLING_TOKEN',
    commit: '',
    surface: 'actions-variable',
    place: { ...PLACE, ...place },
  });
const reported = (place: Partial<VariablePlace> = {}) => {
  const where = inVariable(place);
  return { where, report: check({ exposures: [where], incidents: [incident({ exposures: [where] })] }) };
};

describe('a credential in a variable', () => {
  it('is marked at the lines that read it, where their file can be named', () => {
    const { report } = reported();
    const annotations = annotateCheck(report, groupCredentials(report), replacementFor);
    expect(annotations).toEqual([
      expect.objectContaining({ path: '.github/workflows/ci.yml', start_line: 11, end_line: 11 }),
    ]);
    expect(annotations[0]?.message).toContain('    ${{ secrets.BILLING_TOKEN }}');
  });

  it('is told in check and issue with who reads it, how many can, and the way out', () => {
    const { where, report } = reported();
    const { summary } = renderCheck(report, replacementFor);
    const { body } = renderIssue(incident({ exposures: [where] }), replacementFor);
    for (const text of [summary, body]) {
      expect(text).toContain('which 12 repositories can read');
      expect(text).toContain('`.github/workflows/ci.yml:11`');
      expect(text).toContain('job `test`, step `Agent`');
      expect(text).toContain('make the Actions secret `BILLING_TOKEN` of the organisation');
      expect(text).toContain('${{ secrets.BILLING_TOKEN }}');
      expect(text).not.toContain('What to write instead');
    }
  });

  it('of an environment or the agents gets a secret there', () => {
    const environment = renderCheck(
      reported({ scope: 'environment', environment: 'production' }).report,
      replacementFor,
    );
    expect(environment.summary).toContain('Actions secret `BILLING_TOKEN` of the environment `production`');
    const agents = renderCheck(reported({ family: 'agents', scope: 'repository' }).report, replacementFor);
    expect(agents.summary).toContain('agents secret `BILLING_TOKEN` of the repository');
  });

  it('that was changed is said to hold it no longer', () => {
    const gone = { ...inVariable(), atHead: false };
    expect(renderIssue(incident({ exposures: [gone] }), replacementFor).body).toContain('holds it no longer');
  });

  it('keeps hostile names what they are', () => {
    const hostile = '`@octo` <img src=x> | [a](b)\n# x';
    const readers = [{ path: '.github/workflows/ci.yml', line: 1, job: hostile, step: hostile }];
    const { where, report } = reported({ environment: hostile, scope: 'environment', readers });
    for (const text of [
      renderCheck(report, replacementFor).summary,
      renderIssue(incident({ exposures: [where] }), replacementFor).body,
    ]) {
      expect(text).not.toMatch(/^# x/m);
      expect(text).not.toContain('\n# x');
    }
  });

  it('stays below what GitHub takes', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({
      ...inVariable({
        name: `${'N'.repeat(250)}${n}`,
        readers: Array.from({ length: 50 }, (__, line) => ({
          path: `.github/workflows/${'w'.repeat(200)}.yml`,
          line,
          job: 'j'.repeat(200),
          step: 's'.repeat(200),
        })),
      }),
      path: `actions/organization/${n}`,
    }));
    const report = check({ exposures: many, incidents: [incident({ exposures: many })] });
    expect(renderCheck(report, replacementFor).summary.length).toBeLessThanOrEqual(65_535);
    expect(renderIssue(incident({ exposures: many }), replacementFor).body.length).toBeLessThanOrEqual(
      65_536,
    );
  });
});

it.each(['variable_changed', 'variable_gone', 'variable_removed', 'secret_written', 'secret_kept'])(
  'has words for %s',
  (event) => {
    expect(eventName(event)).not.toContain('`');
  },
);
