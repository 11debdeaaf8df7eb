import { rangesAt, type JudgedRange } from '../../inventory/judged-ranges.ts';
import { utcDay } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Database } from '../../store/database.ts';
import { policyRules } from './policy-rules.ts';

/** A base that is a branch may move on; what counts is where the head and the branch have parted. */
const baseOf = ({ number, base, baseRef }: JudgedRange): string => JSON.stringify([number, baseRef ?? base]);

/**
 * Those ranges of a head that have not been judged under this policy yet. The push and the pull request tell of the same
 * commits, in any order, and so does a pull request that is opened again.
 *
 * @param ranges all of one head
 */
export async function unjudged(
  db: Database,
  repositoryId: number,
  ranges: readonly JudgedRange[],
  policy: Policy,
): Promise<readonly JudgedRange[]> {
  const [first] = ranges;
  if (!first) return [];
  const rules = policyRules(policy, utcDay(new Date()));
  const known = await rangesAt(db, repositoryId, first.head);
  const judged = new Set(known.filter((range) => range.rules === rules).map(baseOf));
  return ranges.filter((range) => !judged.has(baseOf(range)));
}
