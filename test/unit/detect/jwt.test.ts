import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { describeJwt, isPublicJwt, readClaims } from '../../../src/detect/formats/jwt.ts';
import { jwt } from '../../support/credentials.ts';

const DAY = 86_400;

describe('describeJwt', () => {
  it('tells role, issuer, audience and times', () => {
    const facts = describeJwt(
      jwt(
        { iss: 'supabase', role: 'service_role', aud: 'api', iat: 1_700_000_000, exp: 1_700_000_000 + DAY },
        1,
      ),
    );
    expect(facts).toMatchObject({
      role: 'service_role',
      issuer: 'supabase',
      audience: ['api'],
      issuedAt: 1_700_000_000,
      expiresAt: 1_700_086_400,
      lifetimeSeconds: DAY,
    });
    expect(facts?.isExpired(1_700_086_399)).toBe(false);
    expect(facts?.isExpired(1_700_086_400)).toBe(true);
  });

  it('tells the anonymous role from the one that may do all', () => {
    expect(describeJwt(jwt({ iss: 'supabase', role: 'anon' }, 1))?.role).toBe('anon');
  });

  it('never expires without an expiry', () => {
    const facts = describeJwt(jwt({ iss: 'n8n', iat: 1 }, 1));
    expect(facts?.isExpired(Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(facts?.lifetimeSeconds).toBeUndefined();
  });

  it.each([
    ['markup in a name', { iss: '<b>@everyone</b>', role: 'x](https://evil.example)' }],
    ['names that are too long', { iss: 'a'.repeat(257), role: 'b'.repeat(65) }],
    ['names that are none', { iss: 7, role: ['admin'], aud: { a: 1 } }],
    ['times that are none', { iat: '1', exp: Number.MAX_VALUE }],
    ['times before 1970', { iat: -1, exp: -5 }],
  ])('leaves out %s', (_, claims) => {
    expect(Object.keys(describeJwt(jwt(claims, 1)) ?? {})).toEqual(['isExpired']);
  });

  it('has no lifetime when the times are the wrong way round', () => {
    expect(describeJwt(jwt({ iat: 9, exp: 3 }, 1))?.lifetimeSeconds).toBeUndefined();
  });

  it('caps the audiences', () => {
    const aud = Array.from({ length: 100 }, (_, index) => `service-${index}`);
    expect(describeJwt(jwt({ aud }, 1))?.audience).toHaveLength(8);
  });

  it('is undefined for what is no token', () => {
    for (const text of ['', 'eyJ', 'a.b.c', `eyJ${'a'.repeat(20_000)}.b.c`, jwt({}, 1).replace('.', '..')])
      expect(describeJwt(text)).toBeUndefined();
  });

  it('never throws, and says nothing but plain text', () => {
    const claims = fc.dictionary(fc.constantFrom('iss', 'aud', 'role', 'iat', 'exp'), fc.jsonValue());
    fc.assert(
      fc.property(claims, (any) => {
        const facts = describeJwt(jwt(any, 1));
        const said = [facts?.issuer, facts?.role, ...(facts?.audience ?? [])].join('');
        expect(said).not.toMatch(/[<>"'`\s[\]()!|\\]/);
      }),
    );
  });
});

describe('isPublicJwt', () => {
  it('is true for what its issuer publishes and for known examples', () => {
    for (const claims of [
      { iss: 'supabase', role: 'anon' },
      { iss: 'supabase-demo', role: 'service_role' },
      { sub: '1234567890', name: 'John Doe' },
    ])
      expect(isPublicJwt(readClaims(jwt(claims, 1)) ?? {})).toBe(true);
  });

  it('is false for others', () => {
    for (const claims of [{ iss: 'supabase', role: 'service_role' }, { sub: '1234567890', name: 'Jane' }, {}])
      expect(isPublicJwt(claims)).toBe(false);
  });
});
