import { INCIDENT_STATES, type IncidentState } from '../../inventory/state.ts';
import { code } from '../markdown.ts';
import { count } from './count.ts';

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
  denied_by_policy: 'Revocation not allowed',
  failed: 'Revocation failed',
  dismissed: 'Dismissed by a person',
};

const BROKER_EVENTS = new Map([
  ['probe_live', 'Tried: the issuer still accepted it'],
  ['probe_dead', 'Tried: the issuer refused it'],
  ['probe_failed', 'Tried: no clear answer'],
  ['dry_run_accepted', 'Dry run: the provider would accept the revocation'],
  ['dry_run_refused', 'Dry run: the provider would refuse the revocation'],
  ['rehearsed', 'Dry run made; nothing was changed'],
  ['revocation_sent', 'Revocation sent to the issuer'],
  ['revocation_accepted', 'Issuer accepted the revocation'],
  ['revocation_refused', 'Issuer refused the revocation'],
  ['introspection_active', 'Issuer says: active'],
  ['introspection_inactive', 'Issuer says: inactive'],
  ['refresh_revocation_sent', 'Revocation of the refresh token beside it sent to the issuer'],
  ['refresh_refused', 'Issuer refused to refresh with it'],
  ['refresh_issued', 'Issuer still gave tokens for it, which were revoked at once'],
  ['described', 'Provider told whose it is and what it may do'],
  ['tools_listed', 'MCP server told which tools it opens'],
  ['stream_opened', 'Stream opened with it, to see whether it ends'],
  ['stream_ended', 'The stream ended'],
  ['stream_outlives_token', 'The stream is still open although the token is dead'],
  ['client_found', 'Issuer knows its OAuth client'],
  ['client_removed', 'OAuth client removed at the issuer'],
  ['client_gone', 'Issuer no longer knows the OAuth client'],
  ['client_refused', 'Issuer did not let the OAuth client be removed'],
  ['token_outlives_client', 'MCP server still accepts a token of the removed client'],
  ['approved', 'Revocation approved by a person'],
  ['declined', 'Revocation declined by a person'],
  [
    'paused_by_breaker',
    'Held back: many live credentials were ended within minutes, so a person looks first',
  ],
  ['pause_left', 'Goes on without a person: its repository became public'],
  ['not_a_secret', 'A person said that it is no secret'],
  ['risk_accepted', 'A person accepted the risk for a time'],
  ['risk_ended', 'The accepted risk ended'],
  ['rotated_said', 'A person said that it was rotated'],
  ['owner_named', 'A person named its owner'],
  ['scan_asked', 'A person had it scanned again'],
  ['reopened', 'Reopened by a person'],
  ['decision_refused', 'A person wanted to decide who may not'],
  ['log_deleted', 'Log of the workflow run deleted'],
  ['variable_changed', 'The variable was changed and holds it no longer'],
  ['variable_gone', 'The variable was deleted by somebody'],
  ['variable_removed', 'Variable deleted by Rekey'],
  ['secret_written', 'Its value written as a secret of the same name'],
  ['secret_kept', 'A secret of that name was there already and was left as it is'],
  ['rotation_asked', 'Successor asked for'],
  ['rotation_prepared', 'Broker knows what the successor has to be'],
  ['issue_sent', 'Successor asked for at the issuer'],
  ['left_removed', 'A successor from an interrupted try removed at the issuer'],
  ['issued', 'Successor issued'],
  ['successor_live', 'Successor seen alive'],
  ['delivered', 'Successor put in its place'],
  ['not_delivered', 'Successor could not be put in its place'],
  ['successor_removed', 'Successor removed at the issuer'],
  ['old_revoked', 'Old one ended by the broker, and proved dead'],
  ['rotation_failed', 'No successor was put in its place'],
  ['made_public', 'A repository that holds it became public'],
  ['installation_deleted', 'The App was uninstalled; its value was deleted here'],
  ['reminded', 'Reminder written: it waits for a person'],
  ['escalated', 'Escalated: it has waited for twice its deadline'],
  ['check_published', 'Check run written'],
  ['issue_published', 'Issue written'],
  ['issue_reopened', 'Issue closed by hand, and opened again once'],
]);

/** One event of the audit trail in plain English; one that the tables do not know is shown by its id. */
export function eventName(event: string): string {
  const state = INCIDENT_STATES.find((known) => known === event);
  if (state !== undefined) return STATE_EVENTS[state];
  return BROKER_EVENTS.get(event) ?? code(event, 60);
}

/** The section that lists them. */
export const TIMELINE_WORDS = {
  heading: '### Timeline',
  columns: ['Time (UTC)', 'Since found', 'What happened'],
  answered: (status: number) => ` (HTTP ${status})`,
  earlier: (omitted: number) => `… ${count(omitted, 'earlier entry', 'earlier entries')}`,
} as const;
