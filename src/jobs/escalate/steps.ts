import type { ReminderKind } from '../../inventory/reminder-kind.ts';

/** When each step comes, as a part of the deadline. */
const STEPS: readonly (readonly [kind: ReminderKind, part: number])[] = [
  ['half', 0.5],
  ['deadline', 1],
  ['escalation', 2],
];

/** What is to be said now, and when to look again. */
export interface Step {
  readonly due?: ReminderKind;
  /** Absent when nothing is left to say. */
  readonly next?: Date;
}

/**
 * The step that a wait has come to. Of steps that were missed while nobody looked only the last one is made, and none comes
 * after a later one. Pure.
 *
 * @param deadline in seconds
 * @param done steps that were made
 */
export function stepOf(since: Date, deadline: number, done: ReadonlySet<ReminderKind>, now: Date): Step {
  const lastDone = STEPS.findLastIndex(([kind]) => done.has(kind));
  const times = STEPS.map(([kind, part]) => ({ kind, at: since.getTime() + deadline * part * 1000 }));
  const come = times.findLastIndex(({ at }) => at <= now.getTime());
  const due = come > lastDone ? times[come]?.kind : undefined;
  const next = times[Math.max(come, lastDone) + 1];
  return { ...(due ? { due } : {}), ...(next ? { next: new Date(next.at) } : {}) };
}
