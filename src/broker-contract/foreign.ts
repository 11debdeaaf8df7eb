import { z } from 'zod';
import { MAX_TOKEN_LENGTH } from './revocation-request.ts';

const token = z.string().min(1).max(MAX_TOKEN_LENGTH);
const MAX_ITEMS = 1000;

/**
 * Body of GitLab's `POST /v1/revoke_tokens`. GitLab sends more members than it documents; only these are read.
 * Source: https://docs.gitlab.com/development/sec/token_revocation_api/
 */
export const GitLabTokens = z
  .array(z.object({ type: z.string().min(1).max(200), token, location: z.string().max(4096).optional() }))
  .max(MAX_ITEMS);

/** Answer of GitLab's `GET /v1/revocable_token_types`. */
export const GitLabTypes = z.object({ types: z.array(z.string()) });

/**
 * What GitHub sends to partners of its secret scanning.
 * Source: https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export const GitHubAlerts = z
  .array(
    z.object({
      token,
      type: z.string().min(1).max(200),
      url: z.string().max(4096).nullish(),
      source: z.string().max(100).nullish(),
    }),
  )
  .max(MAX_ITEMS);
