import { INCIDENT_STATES, type IncidentState } from '../../inventory/state.ts';
import { code } from '../markdown.ts';

/** What happened, in the past tense, for an incident's timeline. */
const STATE_EVENTS: Readonly<Record<IncidentState, string>> = {
  found: 'Found',
  revoking: 'Revocation started',
  revoked_verified: 'Proved dead: revoked',
  disabled_verified: 'Proved dead: disabled',
  already_inactive: 'Proved dead: it no longer worked when it was found',
  expired: 'Proved dead: expired',
  accepted_unverified: 'Revocation accepted; proof outstanding',
  approval_needed: 'Waiting for approval',
  manual_required: 'A person must revoke it',
  unsupported: 'Rekey cannot revoke this type',
  untrusted_issuer: 'Issuer not in the policy, not contacted',
  denied_by_policy: 'Revocation forbidden by the policy',
  failed: 'Revocation failed',
  dismissed: 'Dismissed by a person',
};

const BROKER_EVENTS = new Map([
  ['probe_live', 'Tried: the issuer still accepted it'],
  ['probe_dead', 'Tried: the issuer refused it'],
  ['probe_failed', 'Tried: no clear answer'],
  ['revocation_sent', 'Revocation sent to the issuer'],
  ['revocation_accepted', 'Issuer accepted the revocation'],
  ['revocation_refused', 'Issuer refused the revocation'],
  ['introspection_active', 'Issuer says: active'],
  ['introspection_inactive', 'Issuer says: inactive'],
  ['approved', 'Revocation approved by a person'],
  ['log_deleted', 'Log of the workflow run deleted'],
  ['variable_changed', 'The variable was changed and holds it no longer'],
  ['variable_gone', 'The variable was deleted by somebody'],
  ['variable_removed', 'Variable deleted by Rekey'],
  ['secret_written', 'Its value written as a secret of the same name'],
  ['secret_kept', 'A secret of that name was there already and was left as it is'],
  ['made_public', 'A repository that holds it became public'],
  ['installation_deleted', 'The App was uninstalled; its value was deleted here'],
  ['check_published', 'Check run written'],
  ['issue_published', 'Issue written'],
]);

/** One event of the audit trail in plain English; one that the tables do not know is shown by its id. */
export function eventName(event: string): string {
  const state = INCIDENT_STATES.find((known) => known === event);
  if (state !== undefined) return STATE_EVENTS[state];
  return BROKER_EVENTS.get(event) ?? code(event, 60);
}
