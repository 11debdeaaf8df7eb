import type { ThreadPlace } from '../github/place.ts';
import type { ExposureReport, IncidentReport, ToldOutcome } from '../inventory/report.ts';
import { isDead } from '../inventory/state.ts';
import { groupBy } from './group-by.ts';
import { code } from './markdown.ts';
import { place as placeName } from './place.ts';
import { credentialName } from './words/credentials.ts';
import { EDIT_ELSEWHERE, EDIT_STEPS, THREAD_PARTS, THREAD_WORDS, TOLD_WORDS } from './words/thread.ts';
import { THREAD_NAMES } from './words/places.ts';

/** Most incidents have one such text; of a token that was pasted everywhere the first are enough. */
const MAX_TEXTS = 20;

/** The hidden first line of a comment, by which it is found again. */
export function toldMarker(incidentId: string, node: string): string {
  return `<!-- rekey:told:${incidentId.replaceAll(/[^\w-]/g, '')}:${node.replaceAll(/[^\w=]/g, '')} -->`;
}

const steps = (from: number): string =>
  EDIT_STEPS.slice(from)
    .map((step, index) => `${index + 1}. ${step}`)
    .join('\n');

/** Which text is meant, for a comment that stands beside it. */
function subject({ thread, author, number }: ThreadPlace): string {
  const name = THREAD_NAMES[thread];
  const which = number === undefined ? name : `${name} ${number}`;
  return author === undefined ? which : THREAD_PARTS.by(which, code(author, 60));
}

/**
 * The comment that tells an author what is left to do. It names the kind of the credential and never its value, its
 * server or its fingerprint, and it mentions nobody.
 *
 * @param inHistoryOnly the text as it stands no longer shows it
 */
export function renderTold(
  incident: IncidentReport,
  place: ThreadPlace & { readonly node: string },
  inHistoryOnly: boolean,
): string {
  return [
    toldMarker(incident.id, place.node),
    `${THREAD_PARTS.holds(subject(place), credentialName(incident))} ${isDead(incident.state) ? THREAD_WORDS.dead : THREAD_WORDS.open}`,
    inHistoryOnly ? THREAD_WORDS.leftInHistory : THREAD_WORDS.left,
    steps(inHistoryOnly ? 1 : 0),
    THREAD_WORDS.page,
    THREAD_WORDS.sender,
  ].join('\n\n');
}

function line(exposure: ExposureReport, told: ToldOutcome): string {
  const author = exposure.place?.kind === 'thread' ? exposure.place.author : undefined;
  const who = author === undefined ? THREAD_PARTS.author : THREAD_PARTS.itsAuthor(code(author, 60));
  return `- ${placeName(exposure)}. ${who} ${TOLD_WORDS[told]}.`;
}

const textOf = ({ repository, path }: ExposureReport) => `${repository.owner}/${repository.name}/${path}`;

/** What is to be done about a text whose author could not be told. */
function todo(exposure: ExposureReport, told: ToldOutcome): string | undefined {
  const thread = exposure.place?.kind === 'thread' ? exposure.place.thread : undefined;
  if (thread === undefined || (told !== 'refused' && told !== 'nowhere')) return undefined;
  if (thread === 'release' || thread === 'wiki') return EDIT_ELSEWHERE[thread];
  return `${steps(0)}\n\n${THREAD_WORDS.page}`;
}

/** The section of an incident's issue about what people wrote: who was told, and what to do where nobody could be. */
export function renderTexts(exposures: readonly ExposureReport[]): readonly string[] {
  const texts = [...groupBy(exposures, textOf).values()].flatMap(([first]) =>
    first.place?.kind === 'thread' && first.told !== undefined ? [[first, first.told] as const] : [],
  );
  if (texts.length === 0) return [];
  const shown = texts.slice(0, MAX_TEXTS);
  const todos = new Set(shown.flatMap(([exposure, told]) => todo(exposure, told) ?? []));
  return [THREAD_PARTS.heading, shown.map(([exposure, told]) => line(exposure, told)).join('\n'), ...todos];
}
