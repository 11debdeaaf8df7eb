import type { ExposureReport, IncidentReport } from '../inventory/report.ts';
import { isEnded } from '../inventory/state.ts';
import { reasonsOf, severityOf } from '../policy/severity.ts';
import { code, link, plain, row } from './markdown.ts';
import { renderAbilities } from './render-abilities.ts';
import { renderPlaces } from './render-places.ts';
import { renderReach } from './render-reach.ts';
import { renderReplacements } from './render-replacements.ts';
import { renderVariables } from './render-variables.ts';
import { renderTexts } from './tell-author-words.ts';
import { renderTimeline } from './render-timeline.ts';
import type { ReplacementFor } from './rendered.ts';
import { approvalSection } from './words/approval.ts';
import { planSection } from './words/plan.ts';
import { copyWords } from './words/copies.ts';
import { andMore } from './words/count.ts';
import { credentialName } from './words/credentials.ts';
import { deadAfter, doneSection } from './words/done.ts';
import { frameworkLine } from './words/frameworks.ts';
import { hasOpenStream, ISSUE_PARTS, ISSUE_WORDS } from './words/issue.ts';
import { ownershipSection } from './words/ownership.ts';
import { severityWords } from './words/severity.ts';
import { isItDead, wordsOf } from './words/states.ts';
import { todoWords } from './words/successor.ts';

/** Shares of the 65,536 characters that GitHub takes; with all else they leave room for what people write below it. */
const BUDGET = {
  places: 16_000,
  reach: 3_000,
  variables: 3_000,
  replacements: 11_000,
  timeline: 10_000,
} as const;
const MAX_NAMES = 5;

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function names(values: readonly string[]): string {
  const shown = values.slice(0, MAX_NAMES).map((value) => code(value, 60));
  const more = values.length > MAX_NAMES ? andMore(values.length - MAX_NAMES) : '';
  return `${shown.join(', ')}${more}`;
}

/** What is dead does no harm any more. */
function severityRow({ danger, state }: IncidentReport): readonly string[] {
  return danger && !isEnded(state)
    ? [row(ISSUE_PARTS.severity, severityWords(severityOf(danger), reasonsOf(danger)))]
    : [];
}

function facts(incident: IncidentReport, exposures: readonly ExposureReport[]): string {
  const servers = distinct(exposures.map(({ server }) => server));
  const keys = distinct(exposures.map(({ key }) => key));
  return [
    row(ISSUE_PARTS.credential, credentialName(incident)),
    row('---', '---'),
    row(ISSUE_PARTS.written, code(incident.redacted)),
    row(ISSUE_PARTS.fingerprint, code(incident.fingerprint)),
    ...(servers.length > 0 ? [row(ISSUE_PARTS.server, names(servers))] : []),
    ...(keys.length > 0 ? [row(ISSUE_PARTS.name, names(keys))] : []),
    ...severityRow(incident),
  ].join('\n');
}

function standing(incident: IncidentReport): string {
  const words = wordsOf(incident);
  const explanation = incident.explanation === undefined ? '' : ` ${plain(incident.explanation)}`;
  return [`**${isItDead(words.label)}** ${words.meaning}${explanation}`, ...deadAfter(incident)].join(' ');
}

function left(incident: IncidentReport, toPublic: boolean): readonly string[] {
  const words = wordsOf(incident);
  const page = link(incident.rotateUrl);
  const open = words.standing === 'live' || words.standing === 'unproved';
  return [
    ISSUE_PARTS.left,
    [
      `- ${todoWords(incident, toPublic)}`,
      ...(page === undefined ? [] : [`- ${ISSUE_PARTS.page(page)}`]),
      ...(hasOpenStream(incident) ? [`- ${ISSUE_WORDS.openStream}`] : []),
      ...(open ? [`- ${copyWords(incident.exposures).notAllDead}`] : []),
    ].join('\n'),
    ...(open ? [ISSUE_WORDS.closesItself] : []),
  ];
}

/** The sections of an incident's issue. */
export interface IncidentSections {
  /** What is read in 30 seconds: how it stands, what it is, what is left to do. */
  readonly first: readonly string[];
  /** Whose it is, what it could do, what was done, every place, what to write instead, and the timeline. */
  readonly rest: readonly string[];
}

/**
 * Describes an incident for its issue.
 *
 * @param toPublic the public can read it: places in private repositories are counted and not named
 */
export function describeIncident(
  incident: IncidentReport,
  replacementFor: ReplacementFor,
  toPublic: boolean,
): IncidentSections {
  const exposures = incident.exposures.filter(({ repository }) => !(toPublic && repository.private));
  return {
    first: [
      standing(incident),
      facts(incident, exposures),
      ...left(incident, toPublic),
      ...(incident.approval ? approvalSection(incident.approval) : []),
      ...(incident.plan ? planSection(incident.plan) : []),
    ],
    rest: [
      ...ownershipSection(incident, toPublic),
      ...renderAbilities(incident, toPublic),
      ...doneSection(incident),
      ...renderPlaces({ ...incident, exposures }, BUDGET.places, toPublic),
      ...renderReach(incident, BUDGET.reach, toPublic),
      ...renderVariables(exposures, replacementFor, BUDGET.variables),
      ...renderTexts(exposures),
      ...renderReplacements(exposures, replacementFor, BUDGET.replacements),
      ...renderTimeline(incident.timeline, BUDGET.timeline),
      frameworkLine({ ...incident, exposures }),
    ],
  };
}
