import type { DescribeOptions, Description, LeakedCredential, Trust } from '../broker.ts';
import type { GuardedFetch } from '../guarded-fetch.ts';
import { PATIENT_WAITS } from '../prove-dead.ts';
import type { Adapter } from './adapter.ts';
import { describeToken } from './mcp-oauth/describe-token.ts';
import { endClient } from './mcp-oauth/end-client.ts';
import { createFindRoutes } from './mcp-oauth/find-routes.ts';
import type { McpParts } from './mcp-oauth/mcp-parts.ts';
import { typeOf } from './mcp-oauth/read-claims.ts';
import { revokeBearer } from './mcp-oauth/revoke-bearer.ts';
import { revokeRefreshToken } from './mcp-oauth/revoke-refresh.ts';

type Way = (parts: McpParts, ...rest: Parameters<Adapter>) => ReturnType<Adapter>;

/** What of MCP's OAuth can be ended, by type. A value of another kind means nothing to a probe as a bearer. */
const WAYS: ReadonlyMap<string, Way> = new Map([
  ['mcp-bearer', revokeBearer],
  ['mcp-access-token', revokeBearer],
  ['mcp-refresh-token', revokeRefreshToken],
  ['mcp-client-secret', endClient],
  ['mcp-registration-token', endClient],
]);

/** Every type of MCP's OAuth that can be ended. */
export const MCP_TYPES: readonly string[] = [...WAYS.keys()];

/** Ends and describes credentials of MCP's OAuth at the authorization servers that the policy trusts. */
export interface McpOauth {
  /** The adapter for a type; undefined for one that it does not know. */
  adapterFor(type: string): Adapter | undefined;
  describe(credential: LeakedCredential, trust: Trust, options: DescribeOptions): Promise<Description>;
}

/** @param options.waits before each look after a revocation, in milliseconds */
export function createMcpOauth(options: {
  readonly fetch: GuardedFetch;
  readonly now?: () => number;
  readonly waits?: readonly number[];
}): McpOauth {
  const { fetch, now = Date.now, waits = PATIENT_WAITS } = options;
  const parts: McpParts = { fetch, now, waits, findRoutes: createFindRoutes(fetch, now) };
  const adapters = new Map(
    [...WAYS].map(([type, way]): [string, Adapter] => [
      type,
      (credential, ...rest) => (WAYS.get(typeOf(credential)) ?? way)(parts, credential, ...rest),
    ]),
  );
  return {
    adapterFor: (type) => adapters.get(type),
    describe: (credential, trust, describeOptions) =>
      describeToken(parts, credential, trust, describeOptions),
  };
}
