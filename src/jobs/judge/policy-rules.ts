import { createHash } from 'node:crypto';
import type { Policy } from '../../policy/policy.ts';

/** The database gives a policy's keys back in another order. */
function inOrder(_key: string, value: unknown): unknown {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMap ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))) : value;
}

/**
 * Stands for all that a policy says on a day: the same rules find the same in the same commit. Rules that have run out
 * are left out, so that what they ignored is read again.
 *
 * @param today UTC day, YYYY-MM-DD
 */
export function policyRules(policy: Policy, today: string): string {
  const ignore = policy.ignore.filter(({ until }) => until >= today);
  return createHash('sha256')
    .update(JSON.stringify({ ...policy, ignore }, inOrder))
    .digest('hex')
    .slice(0, 16);
}
