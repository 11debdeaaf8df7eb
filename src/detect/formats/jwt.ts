/** The claims of a JSON Web Token, unverified. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * What a JSON Web Token says about itself (RFC 7519 section 4.1). Nothing of it is verified: whoever wrote the token
 * chose it, so it is for describing a finding, never for deciding whom to trust.
 */
export interface JwtFacts {
  /** What its issuer lets it do, such as `anon` or `service_role`; only names of plain characters. */
  readonly role?: string;
  readonly issuer?: string;
  readonly audience?: readonly string[];
  /** Seconds since 1970-01-01T00:00:00Z, as are all times here. */
  readonly issuedAt?: number;
  readonly expiresAt?: number;
  /** From `issuedAt` to `expiresAt`; absent where one of them is, or where they are the wrong way round. */
  readonly lifetimeSeconds?: number;
  /** Whether it has expired at `now`; a token without an expiry never has. */
  isExpired(now: number): boolean;
}

/** Longer ones are not decoded; real tokens are far below, and hostile text shall not cost memory. */
const MAX_LENGTH = 16_384;
const SHAPE = /^[\w-]{4,}\.[\w-]{4,}\.[\w-]*$/;
const ROLE = /^[\w:.-]{1,64}$/;
/** A URL or a name (StringOrURI) without spaces, quotes and angle brackets. */
const NAME = /^[\w:/.@%?=&#+~-]{1,256}$/;
const MAX_AUDIENCES = 8;
/** The year 9999; times beyond are no times. */
const MAX_TIME = 253_402_300_799;

function isClaims(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decodeObject(segment: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return isClaims(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The claims of a JSON Web Token in compact form (RFC 7519, RFC 7515 section 3.1), or undefined when it is none.
 * The signature is not checked: this only tells what the token says about itself.
 */
export function readClaims(token: string): Claims | undefined {
  if (token.length > MAX_LENGTH || !token.startsWith('eyJ') || !SHAPE.test(token)) return undefined;
  const [header = '', payload = ''] = token.split('.', 2);
  if (typeof decodeObject(header)?.['alg'] !== 'string') return undefined;
  return decodeObject(payload);
}

const textOf = (value: unknown, shape: RegExp): string | undefined =>
  typeof value === 'string' && shape.test(value) ? value : undefined;

const timeOf = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 && value <= MAX_TIME ? value : undefined;

function audienceOf(value: unknown): readonly string[] | undefined {
  const names = (Array.isArray(value) ? value.slice(0, MAX_AUDIENCES) : [value]).filter(
    (one): one is string => textOf(one, NAME) !== undefined,
  );
  return names.length === 0 ? undefined : names;
}

/** The facts of a JSON Web Token, or undefined when the text is none. Claims of the wrong kind are left out. */
export function describeJwt(token: string): JwtFacts | undefined {
  const claims = readClaims(token);
  if (!claims) return undefined;
  const role = textOf(claims['role'], ROLE);
  const issuer = textOf(claims['iss'], NAME);
  const audience = audienceOf(claims['aud']);
  const issuedAt = timeOf(claims['iat']);
  const expiresAt = timeOf(claims['exp']);
  const hasLifetime = issuedAt !== undefined && expiresAt !== undefined && expiresAt >= issuedAt;
  return {
    ...(role === undefined ? {} : { role }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    ...(issuedAt === undefined ? {} : { issuedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(hasLifetime ? { lifetimeSeconds: expiresAt - issuedAt } : {}),
    isExpired: (now) => expiresAt !== undefined && expiresAt <= now,
  };
}

/**
 * Tokens meant to be public or known to everyone: Supabase's `anon` role, the keys of its local demo stack, and the
 * example of jwt.io. https://supabase.com/docs/guides/api/api-keys
 */
export function isPublicJwt(claims: Claims): boolean {
  const { iss, role, sub, name } = claims;
  const anon = role === 'anon' && typeof iss === 'string' && iss.startsWith('supabase');
  return (
    anon || iss === 'supabase-demo' || (sub === '1234567890' && (name === undefined || name === 'John Doe'))
  );
}
