import type { CheckReport, ExposureReport, IncidentReport } from '../inventory/report.ts';
import { isAtRest, isDead } from '../inventory/state.ts';
import { groupBy } from './group-by.ts';
import type { CheckCounts } from './words/check.ts';
import { wordsOf, type Standing } from './words/states.ts';

/** One credential of a check with all its places there. */
export interface CheckedCredential {
  readonly incident: IncidentReport;
  /** At least one; those that these commits brought come first. */
  readonly exposures: readonly ExposureReport[];
  readonly standing: Standing;
  /** True when these commits brought it to at least one place. */
  readonly introduced: boolean;
  /** True when nothing may be told about it: the public can read, and it is not proved dead. */
  readonly hidden: boolean;
}

/** One entry per credential, in the order of their first places. Places without an incident are left out. */
export function groupCredentials(report: CheckReport): readonly CheckedCredential[] {
  const incidents = new Map(report.incidents.map((incident) => [incident.id, incident]));
  const places = groupBy(report.exposures, (exposure) => exposure.incidentId);
  return [...places].flatMap(([id, exposures]) => {
    const incident = incidents.get(id);
    if (incident === undefined) return [];
    return [
      {
        incident,
        exposures: exposures.toSorted((a, b) => Number(b.introduced) - Number(a.introduced)),
        standing: wordsOf(incident).standing,
        introduced: exposures.some((exposure) => exposure.introduced),
        hidden: !report.private && !isDead(incident.state),
      },
    ];
  });
}

/**
 * A credential that these commits brought. One that a person dismissed does not count against it, and neither does one that
 * is dead and no longer there at the judged head: nothing is left to change.
 */
export function isLeak(credential: CheckedCredential): boolean {
  if (!credential.introduced || credential.standing === 'dismissed') return false;
  const brought = credential.exposures.filter(({ introduced }) => introduced);
  return credential.standing !== 'dead' || brought.some(({ atHead }) => atHead !== false);
}

/** A credential that these commits brought and that needs nothing any more: dead, and no longer there. */
export function isGone(credential: CheckedCredential): boolean {
  return credential.introduced && credential.standing === 'dead' && !isLeak(credential);
}

/** Nothing is under way about it, and nothing has ended: a person may set it aside. */
export function isOpen({ incident: { state } }: CheckedCredential): boolean {
  return isAtRest(state);
}

/** The numbers that a check's title and conclusion are made of. */
export function countCredentials(
  report: CheckReport,
  credentials: readonly CheckedCredential[],
): CheckCounts {
  const leaks = credentials.filter(isLeak);
  const others = credentials.filter((credential) => !isLeak(credential));
  const rest = others.filter((credential) => !credential.hidden);
  const standing = (wanted: Standing): number => leaks.filter((leak) => leak.standing === wanted).length;
  const dismissed = rest.filter((credential) => credential.standing === 'dismissed').length;
  const gone = rest.filter(isGone).length;
  return {
    leaked: leaks.length,
    live: standing('live'),
    unproved: standing('unproved'),
    hidden: leaks.filter((leak) => leak.hidden).length,
    gone,
    older: rest.length - dismissed - gone,
    olderHidden: others.length - rest.length,
    dismissed,
    setAside: credentials.filter((one) => one.introduced && one.standing === 'dismissed').length,
    incomplete: report.notes.length > 0,
  };
}
