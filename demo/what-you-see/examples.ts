import { CHANGES } from './changes.ts';
import { CHECKS } from './checks.ts';
import { COMMENTS } from './comments.ts';
import type { Chapter, Example } from './example.ts';
import { ISSUES } from './issues.ts';
import { MESSAGES } from './messages.ts';
import { PHRASES } from './phrases.ts';
import { POLICY_CHECKS } from './policy-checks.ts';
import { REPORTS } from './reports.ts';

/** All chapters, in the order in which people meet what is in them. */
export const CHAPTERS: readonly Chapter[] = [
  CHECKS,
  CHANGES,
  ISSUES,
  COMMENTS,
  POLICY_CHECKS,
  REPORTS,
  MESSAGES,
  PHRASES,
];

/** All of them. */
export const EXAMPLES: readonly Example[] = CHAPTERS.flatMap(({ examples }) => examples);
