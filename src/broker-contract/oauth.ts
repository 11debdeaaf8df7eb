import { z } from 'zod';

/** RFC 7523 section 2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Form of `POST /oauth/token`. */
export const OAuthTokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_assertion_type: z.literal(ASSERTION_TYPE),
  client_assertion: z.string().max(8192),
  scope: z.string().max(200).optional(),
});

/** RFC 6749 section 5.1. */
export const OAuthToken = z.object({
  access_token: z.string().min(1).max(8192),
  token_type: z.literal('Bearer'),
  expires_in: z.int().min(1).max(300),
  scope: z.string(),
});

/** RFC 6749 section 5.2. */
export const OAuthError = z.object({
  error: z.enum(['invalid_request', 'invalid_client', 'invalid_scope', 'unsupported_grant_type']),
});
