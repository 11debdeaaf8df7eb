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

/** One secret that GitHub's secret scanning found. */
export const GitHubAlert = z.object({
  token,
  type: z.string().min(1).max(200),
  url: z.string().max(4096).nullish(),
  source: z.string().max(100).nullish(),
});

/**
 * What GitHub sends to partners of its secret scanning. The broker reads each entry by itself, so that one that is of
 * another form spoils no other.
 * Source: https://docs.github.com/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program
 */
export const GitHubAlerts = z.array(GitHubAlert);

/** What GitHub may be told of them: which were real. The value is named by its SHA-256 in hex. */
export const GitHubLabels = z.array(
  z.object({
    token_hash: z.string().regex(/^[0-9a-f]{64}$/),
    token_type: z.string(),
    label: z.enum(['true_positive', 'false_positive']),
  }),
);
export type GitHubLabels = z.infer<typeof GitHubLabels>;
