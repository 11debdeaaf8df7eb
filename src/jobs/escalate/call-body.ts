import { redactKnownFormats } from '../../detect/index.ts';
import type { IncidentState } from '../../inventory/state.ts';
import type { Severity } from '../../policy/severity.ts';

/** What the webhook of an organisation is told. */
export interface CallFacts {
  readonly incidentId: string;
  /** `owner/name` of the repository in which it was seen first. */
  readonly repository: string;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly owners: readonly string[];
  readonly since: Date;
  /** Address of its issue; absent where there is none. */
  readonly issue?: string;
}

/**
 * The body of a message: ids and words, nothing of the credential. Names that people made are searched for credentials as
 * everywhere.
 *
 * @see docs/policy.md for its form
 */
export function callBody(facts: CallFacts, at: Date): string {
  const { incidentId, repository, state, severity, owners, since, issue } = facts;
  return redactKnownFormats(
    JSON.stringify({
      type: 'incident.overdue',
      timestamp: at.toISOString(),
      data: {
        incident: incidentId,
        repository,
        state,
        severity,
        owners,
        age_seconds: Math.floor((at.getTime() - since.getTime()) / 1000),
        ...(issue === undefined ? {} : { issue }),
      },
    }),
  );
}
