import type { ExposureReport, IncidentReport } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { groupBy } from './group-by.ts';
import { code, link, plain, row } from './markdown.ts';
import { commitOf, place } from './place.ts';
import { renderAbilities } from './render-abilities.ts';
import { renderReplacements } from './render-replacements.ts';
import { renderVariables } from './render-variables.ts';
import { renderTexts } from './tell-author-words.ts';
import { renderTimeline } from './render-timeline.ts';
import type { ReplacementFor } from './rendered.ts';
import { approvalSection } from './words/approval.ts';
import { copyWords } from './words/copies.ts';
import { count } from './words/count.ts';
import { credentialName } from './words/credentials.ts';
import { hasOpenStream, ISSUE_WORDS } from './words/issue.ts';
import { STATE_WORDS } from './words/states.ts';
import { todoWords } from './words/successor.ts';

/** Shares of the 65,536 characters that GitHub takes; together with the fixed sentences they stay below it. */
const BUDGET = { places: 20_000, variables: 3_000, replacements: 14_000, timeline: 12_000 } as const;
const MAX_NAMES = 5;

function distinct(values: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}

function names(values: readonly string[]): string {
  const shown = values.slice(0, MAX_NAMES).map((value) => code(value, 60));
  const more = values.length > MAX_NAMES ? ` and ${values.length - MAX_NAMES} more` : '';
  return `${shown.join(', ')}${more}`;
}

function facts(incident: IncidentReport, exposures: readonly ExposureReport[]): string {
  const servers = distinct(exposures.map(({ server }) => server));
  const keys = distinct(exposures.map(({ key }) => key));
  return [
    row('Credential', credentialName(incident)),
    row('---', '---'),
    row('Written as', code(incident.redacted)),
    row('Fingerprint', code(incident.fingerprint)),
    ...(servers.length > 0 ? [row('MCP server', names(servers))] : []),
    ...(keys.length > 0 ? [row('Name', names(keys))] : []),
  ].join('\n');
}

function standing(incident: IncidentReport): string {
  const words = STATE_WORDS[incident.state];
  const explanation = incident.explanation === undefined ? '' : ` ${plain(incident.explanation)}`;
  return `**Is it dead? ${words.label}.** ${words.meaning}${explanation}`;
}

function left(incident: IncidentReport, toPublic: boolean): readonly string[] {
  const words = STATE_WORDS[incident.state];
  const page = link(incident.rotateUrl);
  const open = words.standing === 'live' || words.standing === 'unproved';
  return [
    '### What is left to do',
    [
      `- ${todoWords(incident, toPublic)}`,
      ...(page === undefined ? [] : [`- The provider's page for it: ${page}`]),
      ...(hasOpenStream(incident) ? [`- ${ISSUE_WORDS.openStream}`] : []),
      ...(open ? [`- ${copyWords(incident.exposures).notAllDead}`] : []),
    ].join('\n'),
    ...(open ? [ISSUE_WORDS.closesItself] : []),
  ];
}

function repositoryName({ repository }: ExposureReport): string {
  return code(`${repository.owner}/${repository.name}`);
}

function places(exposures: readonly ExposureReport[], total: number): readonly string[] {
  const lines = [...groupBy(exposures, repositoryName)].flatMap(([repository, group]) =>
    group.map((exposure) => `- ${place(exposure)} in ${repository}${commitOf(exposure)}`),
  );
  const shown = fitLines(lines, BUDGET.places, total, (omitted) => `- … and ${count(omitted, 'more place')}`);
  return ['### Where it was found', `${count(total, 'place')}:`, shown.join('\n')];
}

/**
 * The sections of an incident's issue: what it is, how it stands, what is left to do, every place, what to write
 * instead, and the timeline.
 *
 * @param toPublic the public can read it: places in private repositories are counted and not named
 */
export function describeIncident(
  incident: IncidentReport,
  replacementFor: ReplacementFor,
  toPublic: boolean,
): readonly string[] {
  const exposures = incident.exposures.filter(({ repository }) => !(toPublic && repository.private));
  return [
    standing(incident),
    facts(incident, exposures),
    ...left(incident, toPublic),
    ...(incident.approval ? approvalSection(incident.approval) : []),
    ...renderAbilities(incident, toPublic),
    ...places(exposures, Math.max(incident.exposureCount, incident.exposures.length)),
    ...renderVariables(exposures, replacementFor, BUDGET.variables),
    ...renderTexts(exposures),
    ...renderReplacements(exposures, replacementFor, BUDGET.replacements),
    ...renderTimeline(incident.timeline, BUDGET.timeline),
  ];
}
