import type { IncidentReport, TimelineEntry } from '../../inventory/report.ts';
import { INCIDENT_STATES, isDead } from '../../inventory/state.ts';
import { code } from '../markdown.ts';
import { elapsed } from './count.ts';
import { eventName } from './events.ts';

/** What somebody did about it, of all that happened; the timeline has the rest. */
const DONE: ReadonlySet<string> = new Set([
  ...INCIDENT_STATES.filter(isDead),
  'accepted_unverified',
  'dismissed',
  'approved',
  'declined',
  'risk_accepted',
  'risk_ended',
  'asked_again',
  'revocation_accepted',
  'refresh_revocation_sent',
  'client_removed',
  'issued',
  'delivered',
  'old_revoked',
  'secret_written',
  'variable_removed',
  'log_deleted',
]);

const MAX_DONE = 12;

/** When it was found; undefined where the timeline does not say. */
function foundAt(timeline: readonly TimelineEntry[]): number | undefined {
  return timeline.find(({ event }) => event === 'found')?.at.getTime() ?? timeline[0]?.at.getTime();
}

function after(found: number | undefined, { at }: TimelineEntry): string {
  const ms = found === undefined ? 0 : at.getTime() - found;
  return ms > 0 ? `, ${elapsed(ms)} after it was found` : '';
}

/** How quickly it died, as a sentence; none where it is not dead or was dead when it was found. */
export function deadAfter({
  state,
  timeline,
}: Pick<IncidentReport, 'state' | 'timeline'>): readonly string[] {
  if (!isDead(state) || state === 'already_inactive') return [];
  const died = timeline.findLast(({ event }) => event === state);
  const found = foundAt(timeline);
  if (!died || found === undefined || died.at.getTime() <= found) return [];
  return [`It was dead ${elapsed(died.at.getTime() - found)} after it was found.`];
}

/** The section "what was done": what, how long after it was found, and by which person, if by one. */
export function doneSection({ timeline }: Pick<IncidentReport, 'timeline'>): readonly string[] {
  const found = foundAt(timeline);
  const last = new Map(timeline.filter(({ event }) => DONE.has(event)).map((entry) => [entry.event, entry]));
  if (last.size === 0) return [];
  const lines = [...last.values()]
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .slice(-MAX_DONE)
    .map((entry) => {
      const by = entry.person === undefined ? '' : ` (${code(entry.person.replace(/^@/, ''), 60)})`;
      return `- ${eventName(entry.event)}${by}${after(found, entry)}.`;
    });
  return ['### What was done', lines.join('\n')];
}
