import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { describeJwt, foundJwt } from '../../../src/scan/output/describe-jwt.ts';
import { hexKey, jwt } from '../../support/credentials.ts';

const DAY = 86_400;
const same = (text: string) => text;

/** What is said of a token with these claims that stands in a configuration. */
function said(claims: Readonly<Record<string, unknown>>, now: number) {
  const content = JSON.stringify({
    mcpServers: { a: { url: 'https://a.dev', headers: { Authorization: `Bearer ${jwt(claims)}` } } },
  });
  const [finding] = detect({ path: '.mcp.json', content });
  return finding?.jwt && describeJwt(foundJwt(finding.jwt, same, now), same);
}

describe('what is said of a JSON Web Token', () => {
  it('names its issuer, audience, role, lifetime and end', () => {
    const claims = {
      iss: 'https://auth.acme.dev',
      aud: 'mcp',
      role: 'service_role',
      iat: 1_700_000_000,
      exp: 1_700_000_000 + 90 * DAY,
    };
    const parts = ['issuer https://auth.acme.dev', 'for mcp', 'role service_role', 'valid for 90 days'];
    expect(said(claims, 1_700_000_001)).toEqual([...parts, 'expires on 2024-02-12']);
    expect(said(claims, 1_700_000_000 + 91 * DAY)).toEqual([...parts, 'expired on 2024-02-12']);
  });

  it('says of one without an end that it never expires', () => {
    expect(said({ sub: 'x' }, 0)).toEqual(['never expires']);
  });

  it('counts short lifetimes in hours', () => {
    expect(said({ iat: 1_700_000_000, exp: 1_700_003_600 }, 1_700_000_000)).toContain('valid for 1 hour');
  });

  it('says nothing of what is no token', () => {
    const content = JSON.stringify({ mcpServers: { a: { env: { A_TOKEN: hexKey() } } } });
    expect(detect({ path: '.mcp.json', content })[0]?.jwt).toBeUndefined();
  });
});
