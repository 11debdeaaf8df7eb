import { describe, expect, it } from '@jest/globals';
import { isMarked } from '../../../src/broker/adapters/record/is-marked.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { githubPat } from '../../support/credentials.ts';
import { fakeOf } from './fakes/all-fakes.ts';
import { alnum, base32, hex, lower, uuid } from './fakes/fake.ts';
import { NO_TRUST } from './fakes/fake-world.ts';
import { expectHarmless, startWorld } from './fakes/worlds.ts';

const LENGTHS = Array.from({ length: 150 }, (_, index) => index + 1);
/** Values that begin with nobody's letters, in every length and in the alphabets that issuers use. */
const BARE: readonly (() => string)[] = [
  uuid,
  ...[hex, lower, alnum, base32].flatMap((draw) => LENGTHS.map((length) => () => draw(length))),
  // Two letters are no mark.
  ...LENGTHS.map((length) => () => `s.${alnum(length)}`),
];

/** The forms of all records that say nothing of whose a value is, with a maker of such values. */
const ROWS = PROVIDER_RECORDS.flatMap((record) =>
  record.values.flatMap((form) => {
    const make = BARE.find((one) => [one(), one(), one()].every((value) => form.test(value)));
    return make ? [{ record, form, make }] : [];
  }),
);
/** Those that are asked about alone; of pairs see `records-pairs.test.ts`. */
const ALONE = ROWS.filter(({ record: { keyId } }) => keyId === undefined);
const NAMED = ALONE.map((row) => [row.record.id, row] as const);

describe('a form without a mark', () => {
  it('is that of values which begin with nobody’s letters, and no other', () => {
    const told = PROVIDER_RECORDS.flatMap(({ values }) => values.filter((form) => !isMarked(form)));
    expect(ROWS.map(({ form }) => form)).toEqual(told);
    expect(ALONE.map(({ record }) => record.id)).toEqual([
      'twitch',
      'vercel',
      'heroku',
      'fastly',
      'vault',
      'jira-data-center',
      'cloudflare-token-legacy',
      'exa',
      'datadog-api-key',
      'datadog-application-key',
    ]);
  });

  it.each([
    /^[\da-f]{32}$/,
    /^(?:sk|pk)-\w+$/,
    /^ab?c\w+$/,
    /^abc*\w$/,
    /^\w{3}abc$/,
    /^s\.\w+$/,
    /^abc\w$|^\w{9}$/,
  ])('is %s', (form) => expect(isMarked(form)).toBe(false));
});

describe.each(NAMED)(
  '%s: a value of which only the name of its key says whose it is',
  (id, { record, make }) => {
    const type = record.types.at(-1) ?? '';

    it('is not called dead when it is refused', async () => {
      const world = await startWorld(fakeOf(id));
      const stranger = { ...world.leaked, value: make() };
      for (const options of [{}, { attemptedBefore: true }]) {
        const credential = { ...world.credential(stranger), type };
        const outcome = await world.broker.revoke(credential, NO_TRUST, options);
        expect(outcome.state).toBe('manual_required');
        expect(outcome.evidence.map(({ event }) => event)).not.toContain('probe_dead');
        expect((await world.broker.describe?.(credential, NO_TRUST))?.active).toBeNull();
        expectHarmless(world, outcome);
      }
      expect(world.acted()).toBe(0);
      expect(world.leaked.isDead).toBeUndefined();
    });

    it('is called dead once it was seen alive', async () => {
      const world = await startWorld(fakeOf(id));
      const own = world.store.add({ ...world.leaked, id: uuid(), value: make() });
      const outcome = await world.revoke(own);
      expect(outcome.evidence.map(({ event }) => event)).toContain('probe_live');
      own.isDead = true;
      const later = await world.revoke(own, { attemptedBefore: true, seen: ['probe_live'] });
      expect(later.evidence[0]).toMatchObject({ event: 'probe_dead' });
    });
  },
);

describe('a value without a mark', () => {
  it('is ended as any other, and its sight is kept before that', async () => {
    const world = await startWorld(fakeOf('heroku'));
    const own = world.store.add({ ...world.leaked, id: uuid(), value: uuid() });
    const kept: number[] = [];
    const onSight = () => Promise.resolve(void kept.push(world.acted()));
    expect((await world.revoke(own, { onSight })).state).toBe('revoked_verified');
    expect(kept).toEqual([0]);
  });

  it('is for a person, with a sentence that says what to look at', async () => {
    const world = await startWorld(fakeOf('heroku'));
    const { explanation } = await world.revoke({ ...world.leaked, value: uuid() });
    expect(explanation).toContain('Nothing of the value shows who issued it');
    // Of the same provider, one with a mark.
    expect((await world.revoke(fakeOf('heroku').make())).state).toBe('already_inactive');
  });
});

it.each([
  ['miro', () => githubPat()],
  ['miro', () => alnum(40)],
  ['openai', () => `sk-${alnum(48)}`],
  ['openai', () => `sk-or-v1-${hex(64)}`],
  ['openai', () => `sk-ant-api03-${alnum(95)}`],
])('%s is shown no value of another provider’s form', async (id, make) => {
  const world = await startWorld(fakeOf(id));
  const outcome = await world.revoke({ ...world.leaked, value: make() });
  expect(outcome).toMatchObject({ state: 'manual_required', evidence: [] });
  expect(world.server.requests).toEqual([]);
});

it('OpenAI is shown its older keys, which carry its mark in the middle', async () => {
  const world = await startWorld(fakeOf('openai'));
  await world.revoke({ ...world.leaked, value: `sk-${alnum(20)}T3BlbkFJ${alnum(20)}` });
  expect(world.server.requests).not.toEqual([]);
});
