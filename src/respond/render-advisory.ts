import type { IncidentReport } from '../inventory/report.ts';
import { isEnded } from '../inventory/state.ts';
import { describeIncident } from './describe-incident.ts';
import { incidentMarker, stateMarker } from './issue-marker.ts';
import { cut } from './markdown.ts';
import type { ReplacementFor } from './rendered.ts';
import { ADVISORY_WORDS } from './words/advisory.ts';
import { credentialName } from './words/credentials.ts';
import { ISSUE_WORDS, issueTitle } from './words/issue.ts';
import { wordsOf } from './words/states.ts';

/** A draft security advisory, ready to be sent: https://docs.github.com/rest/security-advisories/repository-advisories */
export interface RenderedAdvisory {
  readonly summary: string;
  /** Markdown, at most 65,535 characters; its first two lines are the markers of `issue-marker.ts`. */
  readonly description: string;
  readonly severity: 'critical' | 'high' | 'low';
  /** True when nothing is left for a person to do. */
  readonly closed: boolean;
}

const MAX_DESCRIPTION = 65_535;
const MAX_SUMMARY = 1024;

const SEVERITY = { live: 'critical', unproved: 'high', dead: 'low', dismissed: 'low' } as const;

/**
 * What a public repository's own people read while the public must not know. Places in private repositories are counted and
 * not named, for those people may be others.
 */
export function renderAdvisory(incident: IncidentReport, replacementFor: ReplacementFor): RenderedAdvisory {
  const { state } = incident;
  const { standing } = wordsOf(incident);
  const namesLess = incident.exposures.some(({ repository }) => repository.private);
  // Rekey hears no comments here.
  const { approval, ...told } = incident;
  const { first, rest } = describeIncident(told, replacementFor, namesLess);
  const description = [
    `${incidentMarker(incident.id)}\n${stateMarker(state)}`,
    ADVISORY_WORDS.private,
    ...first.filter((section) => section !== ISSUE_WORDS.closesItself),
    ...(approval ? [ADVISORY_WORDS.approval] : []),
    ...rest,
  ].join('\n\n');
  return {
    summary: cut(issueTitle(standing, credentialName(incident), incident.fingerprint), MAX_SUMMARY),
    description: cut(description, MAX_DESCRIPTION),
    severity: SEVERITY[standing],
    closed: isEnded(state),
  };
}
