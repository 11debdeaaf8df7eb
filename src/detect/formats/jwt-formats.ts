import { base64url, type Format, type Sampler } from './format.ts';
import { isPublicJwt, readClaims, type Claims } from './jwt.ts';

/** Ten years, as long as the long-lived tokens of Home Assistant last. */
const TEN_YEARS = 315_360_000;
const BODY = [base64url(10, 1024), '.eyJ', base64url(10, 8192), '.', base64url(20, 1024)];

const isText = (value: unknown, shape: RegExp) => typeof value === 'string' && shape.test(value);

/** A JSON Web Token whose claims tell who issued it and for what. */
function jwt(
  provider: string,
  type: string,
  says: (claims: Claims) => boolean,
  claims: (random: Sampler) => Claims,
  lookAlikes: readonly Claims[] = [],
): Format {
  return {
    provider,
    type,
    confidence: 'exact',
    prefixes: ['eyJ'],
    body: BODY,
    accepts: (token) => {
      const read = readClaims(token);
      return read !== undefined && says(read) && !isPublicJwt(read);
    },
    example: (random) => random.jwt(claims(random)),
    counterexamples: (random) => [
      random.jwt({ sub: '1234567890', name: 'John Doe', iat: 1516239022 }),
      random.jwt({ iss: `https://${provider}.example`, exp: 2 }),
      ...lookAlikes.map((one) => random.jwt(one)),
    ],
  };
}

/** JSON Web Tokens of known issuers. What other issuers' tokens are is told by the place where they stand. */
export const JWT_FORMATS: readonly Format[] = [
  // Passes every row-level policy. https://supabase.com/docs/guides/api/api-keys
  jwt(
    'supabase',
    'supabase-service-role',
    ({ iss, role }) => iss === 'supabase' && role === 'service_role',
    () => ({ iss: 'supabase', ref: 'abcd', role: 'service_role', iat: 1, exp: 2 }),
    [
      { iss: 'supabase', ref: 'abcd', role: 'anon', iat: 1, exp: 2 },
      { iss: 'supabase-demo', role: 'service_role', exp: 2 },
    ],
  ),
  // A key of the API, and the token of an instance's own MCP server.
  jwt(
    'n8n',
    'n8n-api-key',
    ({ iss, aud }) => iss === 'n8n' && (aud === 'public-api' || aud === 'mcp-server-api'),
    (random) => ({ iss: 'n8n', aud: 'public-api', sub: random.uuid() }),
    [{ iss: 'n8n', aud: 'browser' }],
  ),
  jwt(
    'monday',
    'monday-api-token',
    ({ tid, aai, uid, per }) => [tid, aai, uid].every(Number.isInteger) && isText(per, /^me:/),
    (random) => ({ tid: Number(random.digits(8)), aai: 11, uid: 1, per: 'me:write', actid: 2, rgn: 'use1' }),
  ),
  jwt(
    'xiaozhi',
    'xiaozhi-mcp-token',
    ({ purpose, endpointId }) => purpose === 'mcp-endpoint' && isText(endpointId, /^agent_/),
    (random) => ({ userId: 1, agentId: 2, endpointId: `agent_${random.digits(6)}`, purpose: 'mcp-endpoint' }),
    [{ purpose: 'mcp-endpoint', endpointId: 'other' }],
  ),
  jwt(
    'home-assistant',
    'home-assistant-token',
    ({ iss, iat, exp }) => isText(iss, /^[\da-f]{32}$/) && typeof iat === 'number' && exp === iat + TEN_YEARS,
    (random) => ({ iss: random.hex(32), iat: 1_700_000_000, exp: 1_700_000_000 + TEN_YEARS }),
    [{ iss: '0123456789abcdef0123456789abcdef', iat: 1_700_000_000, exp: 1_700_001_800 }],
  ),
  jwt(
    'kubernetes',
    'kubernetes-service-account-token',
    ({ sub }) => isText(sub, /^system:serviceaccount:[\w.-]+:[\w.-]+$/),
    () => ({ iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:default:builder' }),
    [{ iss: 'kubernetes/serviceaccount', sub: 'system:anonymous' }],
  ),
  jwt(
    'temporal',
    'temporal-cloud-api-key',
    ({ iss, key_id }) => iss === 'temporal.io' && typeof key_id === 'string',
    (random) => ({ account_id: 'abcde', aud: ['temporal.io'], iss: 'temporal.io', key_id: random.alnum(32) }),
    [{ iss: 'temporal.io', account_id: 'abcde' }],
  ),
  jwt(
    'calendly',
    'calendly-pat',
    ({ iss, user_uuid }) => iss === 'https://auth.calendly.com' && typeof user_uuid === 'string',
    (random) => ({ iss: 'https://auth.calendly.com', iat: 1, jti: random.uuid(), user_uuid: random.uuid() }),
  ),
  jwt(
    'microsoft',
    'microsoft-entra-access-token',
    ({ iss, aud }) =>
      isText(iss, /^https:\/\/(?:sts\.windows\.net|login\.microsoftonline\.com)\//) &&
      typeof aud === 'string',
    (random) => ({
      iss: `https://sts.windows.net/${random.uuid()}/`,
      aud: 'https://graph.microsoft.com',
      exp: 2,
    }),
    [{ iss: 'https://sts.windows.net.example/', aud: 'x' }],
  ),
  jwt(
    'github',
    'github-actions-oidc-token',
    ({ iss, repository }) =>
      iss === 'https://token.actions.githubusercontent.com' && typeof repository === 'string',
    () => ({ iss: 'https://token.actions.githubusercontent.com', repository: 'acme/app', exp: 2 }),
  ),
  jwt(
    'auth0',
    'auth0-access-token',
    ({ iss, aud }) => isText(iss, /^https:\/\/[\w.-]+\.auth0\.com\/$/) && isText(aud, /\/api\/v2\/$/),
    () => ({ iss: 'https://acme.us.auth0.com/', aud: 'https://acme.us.auth0.com/api/v2/', exp: 2 }),
    [{ iss: 'https://acme.us.auth0.com/', aud: 'client' }],
  ),
];
