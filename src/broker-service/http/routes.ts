import { tokenEndpoint } from '../auth/token-endpoint.ts';
import { listBreakers, resumeBreaker } from '../endpoints/breakers.ts';
import { showCapabilities, showKeys } from '../endpoints/capabilities.ts';
import { createRevocation } from '../endpoints/create-revocation.ts';
import { createRenewal } from '../endpoints/create-renewal.ts';
import { createRotation } from '../endpoints/create-rotation.ts';
import { describeCredential } from '../endpoints/describe-credential.ts';
import { takeGitHubAlerts } from '../endpoints/github-intake.ts';
import { listTokenTypes, revokeTokens } from '../endpoints/gitlab.ts';
import { isHealthy, isReady } from '../endpoints/health.ts';
import { readRevocation } from '../endpoints/read-revocation.ts';
import { readRotation, settleDelivery } from '../endpoints/read-rotation.ts';
import { showOpenApi } from '../endpoints/show-openapi.ts';
import { LIST_MAX_BYTES, type Route } from './route.ts';

/** Everything that the broker answers. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: '/healthz', auth: 'none', run: isHealthy },
  { method: 'GET', path: '/readyz', auth: 'none', run: isReady },
  { method: 'GET', path: '/v1/openapi.json', auth: 'none', run: showOpenApi },
  { method: 'GET', path: '/v1/jwks.json', auth: 'none', run: showKeys },
  { method: 'POST', path: '/oauth/token', auth: 'none', run: tokenEndpoint },
  { method: 'GET', path: '/v1/capabilities', auth: 'client', scope: 'revoke', run: showCapabilities },
  { method: 'POST', path: '/v1/revocations', auth: 'client', scope: 'revoke', run: createRevocation },
  { method: 'GET', path: '/v1/revocations/{id}', auth: 'client', scope: 'revoke', run: readRevocation },
  {
    method: 'POST',
    path: '/v1/credentials/describe',
    auth: 'client',
    scope: 'describe',
    run: describeCredential,
  },
  {
    method: 'POST',
    path: '/v1/credentials/{id}/rotations',
    auth: 'client',
    scope: 'rotate',
    run: createRotation,
  },
  {
    method: 'GET',
    path: '/v1/credentials/{id}/rotations/{rotation}',
    auth: 'client',
    scope: 'rotate',
    run: readRotation,
  },
  {
    method: 'POST',
    path: '/v1/credentials/{id}/rotations/{rotation}/delivery',
    auth: 'client',
    scope: 'rotate',
    run: settleDelivery,
  },
  {
    method: 'POST',
    path: '/v1/credentials/{id}/renewals',
    auth: 'client',
    scope: 'renew',
    run: createRenewal,
  },
  { method: 'GET', path: '/v1/breakers', auth: 'client', scope: 'operate', run: listBreakers },
  { method: 'POST', path: '/v1/breakers/resume', auth: 'client', scope: 'operate', run: resumeBreaker },
  { method: 'GET', path: '/v1/revocable_token_types', auth: 'gitlab', scope: 'revoke', run: listTokenTypes },
  {
    method: 'POST',
    path: '/v1/revoke_tokens',
    auth: 'gitlab',
    scope: 'revoke',
    maxBytes: LIST_MAX_BYTES,
    run: revokeTokens,
  },
  {
    method: 'POST',
    path: '/v1/intake/github',
    auth: 'none',
    maxBytes: LIST_MAX_BYTES,
    run: takeGitHubAlerts,
  },
];
