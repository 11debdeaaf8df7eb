import type { ReminderKind } from '../inventory/reminder-kind.ts';
import type { IncidentState } from '../inventory/state.ts';
import type { Severity, SeverityFact } from '../policy/severity.ts';
import { mention } from './mention.ts';
import {
  deadlineWords,
  LAST_REMINDER,
  NEUTRAL_REMINDERS,
  REMINDER_WORDS,
  reminderSeverity,
  standingWords,
} from './words/reminders.ts';
import { severityWords } from './words/severity.ts';

/** An incident whose wait for a person has come to a step. */
export interface ReminderReport {
  readonly incidentId: string;
  readonly kind: ReminderKind;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly reasons: readonly SeverityFact[];
  /** In seconds. */
  readonly deadline: number;
  /** Whom to call, `@login` or `@organisation/team`. */
  readonly calls: readonly string[];
  /** Login of the account whose repository it is. */
  readonly account: string;
}

const MAX_CALLS = 5;

/**
 * The comment of a step, whose hidden first line tells it from all others. Where the public can read it says neither what it
 * is nor how it stands, and calls nobody.
 */
export function renderReminder(report: ReminderReport, options: { readonly public: boolean }): string {
  const { incidentId, kind, state, severity, reasons, deadline, calls, account } = report;
  const marker = `<!-- rekey:reminder:${kind}:${incidentId.replace(/[^\w-]/g, '')} -->`;
  if (options.public) return `${marker}\n${NEUTRAL_REMINDERS[kind]}`;
  const called = calls.slice(0, MAX_CALLS).map((who) => mention(who, account));
  return [
    `${marker}\n${called.length > 0 ? `${called.join(' ')} ` : ''}${REMINDER_WORDS[kind](deadlineWords(deadline))}`,
    `**${standingWords(state, reasons.includes('live'))}**`,
    [
      reminderSeverity(severityWords(severity, reasons)),
      ...(kind === 'escalation' ? [LAST_REMINDER] : []),
    ].join(' '),
  ].join('\n\n');
}
