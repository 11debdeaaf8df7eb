import type { Description, Outcome } from '../../broker.ts';

const WORDS = new Map<boolean | null, string>([
  [
    true,
    'A dry run: the credential lives, and its authorization server would be asked to revoke it. Nothing was changed.',
  ],
  [false, 'A dry run: the credential is no longer accepted, so nothing would be done.'],
  [null, 'A dry run: whether the credential lives is not known. Nothing was changed.'],
]);

/** OAuth has no dry run: a look at the credential is all that changes nothing. */
export function rehearseToken({ active }: Pick<Description, 'active'>): Outcome {
  return {
    state: 'accepted_unverified',
    adapter: 'dry-run',
    evidence: [],
    explanation: WORDS.get(active) ?? '',
    dryRun: true,
  };
}
