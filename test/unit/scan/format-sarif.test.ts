import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { Found } from '../../../src/scan/item.ts';
import { formatSarif } from '../../../src/scan/output/format-sarif.ts';

/*
 * The schema is that of SARIF 2.1.0 (OASIS), as @microsoft/jest-sarif 1.0.0-beta.0 ships it under the MIT licence. It is
 * of JSON Schema's draft 4; the two words that newer drafts know no more do nothing here.
 */
const SCHEMA = new URL('../../support/sarif-2.1.0.schema.json', import.meta.url);

function validator() {
  const {
    $schema: _schema,
    id: _id,
    ...schema
  } = JSON.parse(readFileSync(SCHEMA, 'utf8')) as object & {
    $schema: string;
    id: string;
  };
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

const found = (facts: Partial<Found> = {}): Found => ({
  path: 'a b/#ä?/c:d.json',
  startLine: 3,
  startColumn: 5,
  endLine: 3,
  endColumn: 45,
  provider: 'github',
  type: 'github-pat-classic',
  surface: 'claude-code',
  slot: 'env',
  server: 'x](https://evil.example) @everyone',
  key: 'GITHUB_TOKEN',
  confidence: 'exact',
  fingerprint: 'f'.repeat(64),
  redacted: 'ghp_… (40 characters)',
  commit: null,
  replacement: '${GITHUB_TOKEN}',
  jwt: null,
  excerpt: null,
  ...facts,
});

interface Log {
  readonly runs: readonly [
    {
      readonly columnKind: string;
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly level: string;
        readonly ruleIndex: number;
        readonly message: { readonly text: string };
        readonly partialFingerprints?: object;
        readonly fixes?: readonly object[];
        readonly locations: readonly [
          { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } },
        ];
      }[];
    },
  ];
}

const several = [
  found(),
  found({ type: 'generic-key', confidence: 'medium', replacement: null, server: null, key: null }),
  found({ confidence: 'low', commit: 'c'.repeat(40), path: '../x' }),
];
const read = (isLasting: boolean) => JSON.parse(formatSarif(several, isLasting)) as Log;

const fixes = (facts: Partial<Found>) =>
  (JSON.parse(formatSarif([found(facts)], true)) as Log).runs[0].results[0]?.fixes?.length ?? 0;

describe('formatSarif', () => {
  const validate = validator();

  it.each([true, false])('writes what the schema allows, with lasting fingerprints: %s', (isLasting) => {
    expect([validate(read(isLasting)), validate.errors]).toEqual([true, null]);
    expect(validate(JSON.parse(formatSarif([], isLasting)))).toBe(true);
  });

  it('is checked by a schema that refuses what is wrong', () => {
    expect(validate({ version: '2.1.0', runs: [{ results: [] }] })).toBe(false);
  });

  it('names each type once and gives each finding its level', () => {
    const [run] = read(true).runs;
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(run.tool.driver.rules.map(({ id }) => id)).toEqual(['github-pat-classic', 'generic-key']);
    expect(run.results.map(({ level, ruleIndex }) => [level, ruleIndex])).toEqual([
      ['error', 0],
      ['warning', 1],
      ['note', 0],
    ]);
  });

  it('encodes paths and makes names of the scanned text harmless', () => {
    const [result] = read(true).runs[0].results;
    expect(result?.locations[0].physicalLocation.artifactLocation.uri).toBe('a%20b/%23%C3%A4%3F/c%3Ad.json');
    expect(result?.message.text).not.toMatch(/[[\]@]|:\/\//);
    expect(result?.message.text).toContain('write ${GITHUB_TOKEN} instead');
  });

  it('offers to write a reference where one can stand in place of the value', () => {
    expect(fixes({})).toBe(1);
    expect(fixes({ commit: 'c'.repeat(40) })).toBe(0);
    expect(fixes({ replacement: null })).toBe(0);
    expect(fixes({ surface: 'source', replacement: 'process.env.GITHUB_TOKEN' })).toBe(0);
  });

  it('has fingerprints only where they last', () => {
    expect(read(true).runs[0].results[0]).toHaveProperty('partialFingerprints');
    expect(read(false).runs[0].results[0]).not.toHaveProperty('partialFingerprints');
  });
});
