import type { IncidentReport } from './report.ts';
import { isDead } from './state.ts';

/** How GitHub's own alert about a credential ends. */
export type AlertResolution = 'revoked' | 'false_positive' | 'wont_fix';

/** What people say of a credential, as the audit trail names it, and what that is to GitHub. */
const SAID: Readonly<Record<string, AlertResolution>> = {
  not_a_secret: 'false_positive',
  risk_accepted: 'wont_fix',
};

/**
 * How the alert about a credential is to end; undefined while it is left to people. "Revoked" needs proof: that somebody
 * says so is not enough.
 */
export function alertResolution({
  state,
  timeline,
}: Pick<IncidentReport, 'state' | 'timeline'>): AlertResolution | undefined {
  if (isDead(state)) return 'revoked';
  if (state !== 'dismissed') return undefined;
  // What a person said stands right before the state that it led to.
  const said = timeline[timeline.findLastIndex(({ event }) => event === 'dismissed') - 1]?.event ?? '';
  return Object.hasOwn(SAID, said) ? SAID[said] : undefined;
}
