/** The claims of a JSON Web Token, unverified. */
export type Claims = Readonly<Record<string, unknown>>;

/** Longer ones are not decoded; real tokens are far below, and hostile text shall not cost memory. */
const MAX_LENGTH = 16_384;
const SHAPE = /^[\w-]{4,}\.[\w-]{4,}\.[\w-]*$/;

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

/** Supabase's `service_role` key, which passes every row-level policy; not the one of the local demo stack. */
export function isSupabaseServiceRole(token: string): boolean {
  const claims = readClaims(token);
  return claims?.['iss'] === 'supabase' && claims['role'] === 'service_role';
}

/** An n8n API key (audience `public-api`) or the token of an instance's own MCP server (`mcp-server-api`). */
export function isN8nToken(token: string): boolean {
  const claims = readClaims(token);
  return claims?.['iss'] === 'n8n' && (claims['aud'] === 'public-api' || claims['aud'] === 'mcp-server-api');
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
