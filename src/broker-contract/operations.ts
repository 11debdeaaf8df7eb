/** One operation of the contract. */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /** Names of security schemes, any of which is enough; none for what all may read. */
  readonly security: readonly string[];
  readonly parameters?: readonly object[];
  readonly request?: { readonly schema: string; readonly type?: string };
  readonly answers: Readonly<
    Record<string, { readonly description: string; readonly schema?: string; readonly location?: true }>
  >;
  /** Statuses of refusals. */
  readonly problems: readonly number[];
  readonly errors?: 'problem' | 'oauth';
}

const CLIENT = ['oauth2', 'mtls', 'hmac'];
const ALWAYS = [401, 403, 429, 500, 503];
const BODY = [400, 408, 413, 422];

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The same for the same request; kept for a day after the revocation ended.',
  schema: { type: 'string', minLength: 16, maxLength: 128, pattern: '^[\\w.:-]+$' },
};
const PREFER = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: '`wait=5` holds the answer back until the revocation ended, ten seconds at most (RFC 7240).',
  schema: { type: 'string' },
};
const inPath = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string' } });
const ID = inPath('id');
const ROTATION = inPath('rotation');

/** All operations, in the order of the document. */
export const OPERATIONS: readonly Operation[] = [
  {
    id: 'capabilities',
    method: 'GET',
    path: '/v1/capabilities',
    summary: 'What the broker can do about which type, and the keys to encrypt credentials to.',
    security: CLIENT,
    answers: { 200: { description: 'Types and keys', schema: 'Capabilities' } },
    problems: ALWAYS,
  },
  {
    id: 'keys',
    method: 'GET',
    path: '/v1/jwks.json',
    summary: 'The keys alone.',
    security: [],
    answers: { 200: { description: 'Keys, the one to use first', schema: 'KeySet' } },
    problems: [500, 503],
  },
  {
    id: 'createRevocation',
    method: 'POST',
    path: '/v1/revocations',
    summary: 'End a credential.',
    security: CLIENT,
    parameters: [IDEMPOTENCY_KEY, PREFER],
    request: { schema: 'RevocationRequest' },
    answers: {
      202: { description: 'Stored and under way', schema: 'Revocation', location: true },
      200: { description: 'Known by its key; its current state', schema: 'Revocation', location: true },
    },
    problems: [...ALWAYS, ...BODY, 409],
  },
  {
    id: 'getRevocation',
    method: 'GET',
    path: '/v1/revocations/{id}',
    summary: 'The state of a revocation.',
    security: CLIENT,
    parameters: [ID, PREFER],
    answers: { 200: { description: 'Its current state', schema: 'Revocation' } },
    problems: [...ALWAYS, 404],
  },
  {
    id: 'describe',
    method: 'POST',
    path: '/v1/credentials/describe',
    summary: 'Whose a credential is and what it may do.',
    security: CLIENT,
    request: { schema: 'DescribeRequest' },
    answers: { 200: { description: 'What is known', schema: 'Description' } },
    problems: [...ALWAYS, ...BODY],
  },
  {
    id: 'rotate',
    method: 'POST',
    path: '/v1/credentials/{id}/rotations',
    summary: 'Replace a credential: issue a successor, deliver it, then end the old one.',
    security: CLIENT,
    parameters: [ID, IDEMPOTENCY_KEY],
    request: { schema: 'RotationRequest' },
    answers: {
      202: { description: 'Stored and under way', schema: 'Rotation', location: true },
      200: { description: 'Known by its key; its current state', schema: 'Rotation', location: true },
    },
    problems: [...ALWAYS, ...BODY, 409],
  },
  {
    id: 'getRotation',
    method: 'GET',
    path: '/v1/credentials/{id}/rotations/{rotation}',
    summary: 'The state of a rotation.',
    security: CLIENT,
    parameters: [ID, ROTATION],
    answers: { 200: { description: 'Its current state', schema: 'Rotation' } },
    problems: [...ALWAYS, 404],
  },
  {
    id: 'settleDelivery',
    method: 'POST',
    path: '/v1/credentials/{id}/rotations/{rotation}/delivery',
    summary: 'The client wrote the sealed box, or cannot.',
    security: CLIENT,
    parameters: [ID, ROTATION],
    request: { schema: 'Delivery' },
    answers: { 200: { description: 'Its state after that', schema: 'Rotation' } },
    problems: [...ALWAYS, ...BODY, 404, 409],
  },
  {
    id: 'renew',
    method: 'POST',
    path: '/v1/credentials/{id}/renewals',
    summary:
      'Replace what stands at a place of use that the broker reads itself, once it is old enough; no value is sent.',
    security: CLIENT,
    parameters: [ID, IDEMPOTENCY_KEY],
    request: { schema: 'RenewalRequest' },
    answers: {
      202: { description: 'Its rotation is stored and under way', schema: 'Renewal', location: true },
      200: { description: 'Not due yet, or known by its key', schema: 'Renewal' },
    },
    problems: [...ALWAYS, ...BODY, 404, 409],
  },
  {
    id: 'listBreakers',
    method: 'GET',
    path: '/v1/breakers',
    summary: 'Whose revocations wait for a person.',
    security: CLIENT,
    answers: { 200: { description: 'Open breakers', schema: 'Breakers' } },
    problems: ALWAYS,
  },
  {
    id: 'resumeBreaker',
    method: 'POST',
    path: '/v1/breakers/resume',
    summary: 'A person has looked: what waits goes on.',
    security: CLIENT,
    request: { schema: 'ResumeRequest' },
    answers: { 200: { description: 'How many go on', schema: 'Resumed' } },
    problems: [...ALWAYS, ...BODY],
  },
  {
    id: 'token',
    method: 'POST',
    path: '/oauth/token',
    summary: 'An access token for a client that signs an assertion.',
    security: [],
    request: { schema: 'OAuthTokenRequest', type: 'application/x-www-form-urlencoded' },
    answers: { 200: { description: 'An access token', schema: 'OAuthToken' } },
    problems: [400, 401, 429, 503],
    errors: 'oauth',
  },
  {
    id: 'tokenTypes',
    method: 'GET',
    path: '/v1/revocable_token_types',
    summary: 'GitLab’s Token Revocation API: types that can be revoked.',
    security: [...CLIENT, 'gitlab'],
    answers: { 200: { description: 'Names of types', schema: 'GitLabTypes' } },
    problems: ALWAYS,
  },
  {
    id: 'revokeTokens',
    method: 'POST',
    path: '/v1/revoke_tokens',
    summary: 'GitLab’s Token Revocation API: end these tokens.',
    security: [...CLIENT, 'gitlab'],
    request: { schema: 'GitLabTokens' },
    answers: {
      204: { description: 'All are stored for revocation' },
      400: { description: 'The body or a type is not right: do not send it again' },
    },
    problems: [...ALWAYS, 408, 413, 422],
  },
  {
    id: 'githubIntake',
    method: 'POST',
    path: '/v1/intake/github',
    summary: 'Alerts of GitHub’s secret-scanning partner programme.',
    security: ['github'],
    request: { schema: 'GitHubAlerts' },
    answers: {
      200: {
        description:
          'All that can be read are stored; what is known of them. An entry of another form is left out',
        schema: 'GitHubLabels',
      },
    },
    problems: [401, 404, 408, 413, 422, 429, 500, 503],
  },
];
