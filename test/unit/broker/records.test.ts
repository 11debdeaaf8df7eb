import { describe, expect, it } from '@jest/globals';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { formats } from '../../../src/detect/formats/formats.ts';
import { JWT_FORMATS } from '../../../src/detect/formats/jwt-formats.ts';
import { keyedFormats } from '../../../src/detect/formats/keyed-formats.ts';
import { sampler } from '../../support/credentials.ts';
import { originsOf } from './fakes/fake-world.ts';

/** Types that the detector gives without a row in its tables. */
const JUDGED = new Set(['discord discord-webhook', 'google google-service-account-key']);
/** Types that the detector does not know, but that other callers of the broker can name. */
const FOR_CALLERS = ['discord mcp-url', 'github github-refresh-token'];

const CATALOGUE = new Set(
  [...formats, ...keyedFormats, ...JWT_FORMATS].map(({ provider, type }) => `${provider} ${type}`),
);
const TYPES = PROVIDER_RECORDS.flatMap(({ provider, types }) => types.map((type) => `${provider} ${type}`));

describe('the records', () => {
  it('act for at least 25 providers', () => {
    expect(new Set(PROVIDER_RECORDS.map(({ provider }) => provider)).size).toBeGreaterThanOrEqual(25);
  });

  it("are for the detector's types, each once", () => {
    const unknown = TYPES.filter((type) => !CATALOGUE.has(type) && !JUDGED.has(type));
    expect(unknown.toSorted()).toEqual(FOR_CALLERS);
    expect(new Set(TYPES).size).toBe(TYPES.length);
    expect(new Set(PROVIDER_RECORDS.map(({ id }) => id)).size).toBe(PROVIDER_RECORDS.length);
  });

  it('take the values that the detector finds', () => {
    const rows = [...formats, ...keyedFormats, ...JWT_FORMATS];
    const refused = PROVIDER_RECORDS.flatMap(({ provider, types, values }) =>
      rows
        .filter((row) => row.provider === provider && types.includes(row.type))
        .filter(({ example }) =>
          Array.from({ length: 20 }, () => example(sampler())).some(
            (value) => !values.some((pattern) => pattern.test(value)),
          ),
        )
        .map(({ type }) => type),
    );
    expect(refused).toEqual([]);
  });

  it.each(PROVIDER_RECORDS.map((record) => [record.id, record] as const))('%s is complete', (_id, record) => {
    expect(record.docs).toMatch(/^https:\/\//);
    expect(record.rotateUrl ?? 'https://own/').toMatch(/^https:\/\//);
    expect(record.rotateUrl === undefined).toBe(record.origins.length === 0);
    expect(record.ways.length).toBeGreaterThan(0);
    for (const origin of originsOf(record))
      expect(origin).toMatch(/^https:\/\/(?:\{admin\.\w+\}\.)?[a-z\d.-]+$/);
    // Whole values only: an expression without its ends would let anything through.
    for (const pattern of record.values) expect(pattern.source).toMatch(/^\^.*\$$/s);
    const isAdmin = record.ways.every(({ by }) => by === 'admin');
    expect(record.class === 'admin').toBe(isAdmin);
  });

  it('say what is assumed wherever it is not documented, and what happens should it be otherwise', () => {
    const silent = PROVIDER_RECORDS.filter(
      ({ verified, assumed }) => verified !== 'documentation' && !assumed,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
    for (const assumed of PROVIDER_RECORDS.flatMap((record) => record.assumed ?? []))
      expect(assumed).toMatch(/^[A-Z].{20,200}; .{10,}\.$|^[A-Z].{20,200}, and .{5,}\.$/);
  });

  it('put no leaked value into a path or a query, but for those whose provider knows no other way', () => {
    const inUrl = PROVIDER_RECORDS.filter(({ ways, probe }) =>
      [probe?.request, ...ways.map(({ act }) => act.request)].some((request) =>
        /\{(?:token|secret)\}/.test(JSON.stringify([request?.path, request?.query])),
      ),
    );
    expect(inUrl.map(({ id }) => id)).toEqual(['discord-webhook', 'miro']);
  });
});
