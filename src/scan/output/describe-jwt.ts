import type { JwtFacts } from '../../detect/index.ts';

/** What a JSON Web Token says about itself, unverified, for output. `null` where it says nothing. */
export interface FoundJwt {
  readonly issuer: string | null;
  readonly audience: readonly string[];
  readonly role: string | null;
  /** From its issue to its end, in seconds. */
  readonly lifetimeSeconds: number | null;
  /** ISO 8601, UTC. */
  readonly expiresAt: string | null;
  readonly expired: boolean;
}

/**
 * @param scrub takes credentials out of a name
 * @param now seconds since 1970
 */
export function foundJwt(jwt: JwtFacts, scrub: (text: string) => string, now: number): FoundJwt {
  const { issuer, audience = [], role, lifetimeSeconds, expiresAt } = jwt;
  return {
    issuer: issuer === undefined ? null : scrub(issuer),
    audience: audience.map(scrub),
    role: role === undefined ? null : scrub(role),
    lifetimeSeconds: lifetimeSeconds ?? null,
    expiresAt: expiresAt === undefined ? null : new Date(expiresAt * 1000).toISOString(),
    expired: jwt.isExpired(now),
  };
}

const DAY = 86_400;

function lifetime(seconds: number): string {
  const [n, unit] =
    seconds < 2 * DAY ? [Math.round(seconds / 3600), 'hour'] : [Math.round(seconds / DAY), 'day'];
  return `valid for ${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** The parts of a phrase: `issuer https://auth.example.com`, `valid for 365 days`, `expired on 2026-01-31`. */
export function describeJwt(jwt: FoundJwt, safe: (name: string) => string): readonly string[] {
  const day = jwt.expiresAt?.slice(0, 10);
  const end = day === undefined ? 'never expires' : `${jwt.expired ? 'expired' : 'expires'} on ${day}`;
  return [
    ...(jwt.issuer === null ? [] : [`issuer ${safe(jwt.issuer)}`]),
    ...(jwt.audience.length === 0 ? [] : [`for ${jwt.audience.map(safe).join(' and ')}`]),
    ...(jwt.role === null ? [] : [`role ${safe(jwt.role)}`]),
    ...(jwt.lifetimeSeconds === null ? [] : [lifetime(jwt.lifetimeSeconds)]),
    end,
  ];
}
