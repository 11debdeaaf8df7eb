import type { ReminderKind } from '../../inventory/reminder-kind.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { count } from './count.ts';
import { stateWords } from './states.ts';

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

/** `24 hours`, `7 days`, as a policy would write it. */
export function deadlineWords(seconds: number): string {
  const [length, noun] = UNITS.find(([unit]) => seconds % unit === 0 && seconds > unit) ?? [60, 'minute'];
  return count(Math.round(seconds / length), noun);
}

/** What is said when a credential waits for a person, at each step. */
export const REMINDER_WORDS: Readonly<Record<ReminderKind, (deadline: string) => string>> = {
  half: (deadline) =>
    `A reminder: this waits for a person, and half of the ${deadline} that policy gives it have passed.`,
  deadline: (deadline) =>
    `This is overdue: it has waited for a person for the ${deadline} that policy gives it.`,
  escalation: (deadline) =>
    `This has waited for a person for twice the ${deadline} that policy gives it, so it is escalated.`,
};

/** The same where the public can read. */
export const NEUTRAL_REMINDERS: Readonly<Record<ReminderKind, string>> = {
  half: 'A reminder: this still needs attention; details are in the Rekey dashboard.',
  deadline: 'A reminder: this is overdue; details are in the Rekey dashboard.',
  escalation: 'This has been overdue for long; details are in the Rekey dashboard.',
};

/** How it stands and what is left to do, in a few words. */
export function standingWords(state: IncidentState, live: boolean): string {
  const { label, todo } = stateWords(state, live);
  return `Is it dead? ${label}. ${todo}`;
}

/** Why it cannot wait. */
export const reminderSeverity = (severity: string): string => `Severity: ${severity}.`;

/** Who says it last. */
export const LAST_REMINDER = 'Rekey sends no further reminder here.';
