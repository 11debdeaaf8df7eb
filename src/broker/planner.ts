import { MCP_TYPES } from './adapters/mcp-oauth.ts';
import { planToken } from './adapters/mcp-oauth/plan-token.ts';
import { planManual, planRecord, type PlanOptions } from './adapters/plan-record.ts';
import { findRecord } from './adapters/records/all-records.ts';
import type { LeakedCredential, Trust } from './broker.ts';
import type { Plan } from './plan.ts';

/** Makes the plan of a broker that acts by these records. Asks nobody and sends nothing. */
export function createPlanner(
  options: PlanOptions & {
    readonly acting: 'all' | readonly string[];
    /** Milliseconds since the epoch. */
    readonly now: () => number;
  },
): (credential: LeakedCredential, trust: Trust) => Plan {
  const { acting, now } = options;
  return (credential, trust) => {
    const { provider, type } = credential;
    if (provider === 'mcp' && MCP_TYPES.includes(type)) return planToken(credential, trust, now());
    const record = acting === 'all' || acting.includes(provider) ? findRecord(provider, type) : undefined;
    return record ? planRecord(record, options, credential) : planManual(credential);
  };
}
