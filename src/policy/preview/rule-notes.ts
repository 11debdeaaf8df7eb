import { globMatcher } from '../ignore-glob.ts';
import type { IgnoreRule } from '../policy.ts';

/** What is odd about an ignore rule: it has ended, ends soon, or covers no file. */
export interface RuleNote {
  readonly rule: IgnoreRule;
  readonly what: 'ended' | 'soon' | 'unmatched';
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** Bounds the work on a large repository with a long list of rules; what is not reached gets no note. */
const MATCHES_MAX = 300_000;

/** Globs for what is no file; see docs/policy.md. */
const ELSEWHERE =
  /^(?:actions|agents|issue|issue-comment|pull-request|review|review-comment|commit-comment|discussion|discussion-comment|release|wiki)\//;

function byDate(rule: IgnoreRule, today: string): RuleNote | undefined {
  const days = (Date.parse(rule.until) - Date.parse(today)) / DAY_MS;
  if (days < 0) return { rule, what: 'ended' };
  return days <= SOON_DAYS ? { rule, what: 'soon' } : undefined;
}

/**
 * What the author of ignore rules should look at. Pure.
 *
 * @param today UTC day, YYYY-MM-DD
 * @param paths of all files; absent where they are not known
 */
export function noteRules(
  rules: readonly IgnoreRule[],
  today: string,
  paths?: readonly string[],
): readonly RuleNote[] {
  let left = MATCHES_MAX;
  return rules.flatMap((rule): readonly RuleNote[] => {
    const dated = byDate(rule, today);
    if (dated?.what === 'ended' || paths === undefined || ELSEWHERE.test(rule.path))
      return dated ? [dated] : [];
    const covers = globMatcher(rule.path);
    const found = left > 0 && paths.some((path) => (left -= 1) > 0 && covers(path));
    const isUnmatched = !found && left > 0;
    return [...(dated ? [dated] : []), ...(isUnmatched ? [{ rule, what: 'unmatched' } as const] : [])];
  });
}
