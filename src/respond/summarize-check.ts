import type { CheckReport, ExposureReport } from '../inventory/report.ts';
import { isMarkable, MAX_ANNOTATIONS } from './annotate.ts';
import { fitLines } from './fit.ts';
import { isGone, isLeak, isOpen, type CheckedCredential } from './group-credentials.ts';
import { code, link, plain, row } from './markdown.ts';
import { place } from './place.ts';
import { renderMends } from './render-mends.ts';
import { renderReplacements } from './render-replacements.ts';
import { renderVariables } from './render-variables.ts';
import type { ReplacementFor } from './rendered.ts';
import { planSentences } from './words/plan.ts';
import { approvalSentence, decidedBy, rescannedBy } from './words/approval.ts';
import { CHECK_PARTS, CHECK_WORDS } from './words/check.ts';
import { copyWords } from './words/copies.ts';
import { count, moreLine } from './words/count.ts';
import { credentialName } from './words/credentials.ts';
import { NEUTRAL_SENTENCE } from './words/neutral.ts';
import { wordsOf } from './words/states.ts';
import { todoWords } from './words/successor.ts';
import { whyItCounts } from './words/why.ts';

/** Shares of the 65,535 characters that GitHub takes; together with the fixed sentences they stay below it. */
const BUDGET = {
  leaks: 24_000,
  older: 10_000,
  gone: 4_000,
  dismissed: 4_000,
  variables: 1_500,
  replacements: 11_000,
  list: 4_000,
} as const;
const MAX_ROWS = 20;
const MAX_PLACES = 3;

function where(exposures: readonly ExposureReport[]): string {
  const shown = exposures.slice(0, MAX_PLACES).map((exposure) => {
    const server = exposure.server === undefined ? '' : CHECK_PARTS.server(code(exposure.server, 60));
    return `${place(exposure)}${server}`;
  });
  return CHECK_PARTS.places(shown.join(', '), exposures.length - shown.length);
}

function credentialRow(credential: CheckedCredential): string {
  const { incident, exposures, standing } = credential;
  const words = wordsOf(incident);
  const what = CHECK_PARTS.what(
    credentialName(incident),
    code(incident.redacted),
    code(incident.fingerprint),
  );
  const page = standing === 'dead' ? undefined : link(incident.rotateUrl);
  const why = standing === 'dead' || incident.explanation === undefined ? [] : [plain(incident.explanation)];
  const todo = isGone(credential) ? CHECK_WORDS.nothingLeft : todoWords(incident, incident.public);
  return row(
    what,
    where(exposures),
    exposures[0] ? whyItCounts(exposures[0]) : '',
    words.label,
    [todo, ...decidedBy(incident.timeline), ...(page ? [page] : []), ...why].join(' '),
  );
}

function table(credentials: readonly CheckedCredential[], budget: number): readonly string[] {
  if (credentials.length === 0) return [];
  const rows = credentials.slice(0, MAX_ROWS).map(credentialRow);
  const head = [row(...CHECK_PARTS.columns), row('---', '---', '---', '---', '---')];
  const more = (omitted: number): string =>
    row(CHECK_PARTS.more(omitted, credentials.length), '', '', '', '');
  return [[...head, ...fitLines(rows, budget, credentials.length, more)].join('\n')];
}

function list(items: readonly string[]): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.map((item) => `- ${item}`);
  return [fitLines(lines, BUDGET.list, items.length, moreLine).join('\n')];
}

function unmarked(shown: readonly CheckedCredential[]): readonly string[] {
  const places = shown.flatMap(({ exposures }) => exposures);
  const files = places.filter((exposure) => exposure.place === undefined);
  const redacted = files.filter((exposure) => !isMarkable(exposure)).length;
  const markable = files.length - redacted;
  return [
    ...(redacted > 0 ? [`${count(redacted, 'place')} ${CHECK_WORDS.redactedPath}`] : []),
    ...(markable > MAX_ANNOTATIONS ? [CHECK_PARTS.firstMarked(MAX_ANNOTATIONS, markable)] : []),
  ];
}

function leakSentences(report: CheckReport, credentials: readonly CheckedCredential[]): readonly string[] {
  const leaks = credentials.filter(isLeak);
  if (leaks.every(({ hidden }) => hidden)) return [];
  const dead = leaks.every(({ standing }) => standing === 'dead');
  const hidden = leaks.some((leak) => leak.hidden);
  const copies = copyWords(leaks.flatMap(({ exposures }) => exposures));
  const sentences = [
    ...(hidden ? [] : [dead ? copies.allDead : copies.notAllDead]),
    ...(report.mode === 'observe' ? [CHECK_WORDS.observe] : []),
  ];
  return sentences.length > 0 ? [sentences.join(' ')] : [];
}

function opening({ notes }: CheckReport, credentials: readonly CheckedCredential[]): readonly string[] {
  if (credentials.length === 0) return [notes.length > 0 ? CHECK_WORDS.cleanAsRead : CHECK_WORDS.clean];
  return credentials.some((one) => isLeak(one) || isGone(one)) ? [] : [CHECK_WORDS.noNew];
}

/** Where "Not a secret" cannot be offered: which of several would be meant? */
function commandSentence(shown: readonly CheckedCredential[]): readonly string[] {
  return shown.filter(isOpen).length > 1 ? [CHECK_WORDS.several] : [];
}

/** Whoever looks for the issue of a stranger's made-up token is told why there is none. */
function claimSentence(credentials: readonly CheckedCredential[]): readonly string[] {
  return credentials.some(({ incident }) => incident.claim) ? [CHECK_WORDS.claims] : [];
}

/** A part of the summary that is left out when it has nothing to show. */
function section(heading: string, sentence: string, body: readonly string[]): readonly string[] {
  if (body.length === 0) return [];
  return [heading, ...(sentence === '' ? [] : [sentence]), ...body];
}

/** The Markdown of a check run: what leaked, where, whether it is dead, what to do, and what to write instead. */
export function summarizeCheck(
  report: CheckReport,
  credentials: readonly CheckedCredential[],
  replacementFor: ReplacementFor,
): string {
  const shown = credentials.filter(({ hidden }) => !hidden);
  const leaks = shown.filter(isLeak);
  const dismissed = shown.filter(({ standing }) => standing === 'dismissed');
  const gone = shown.filter(isGone);
  const { headings } = CHECK_PARTS;
  const named = new Set([...leaks, ...dismissed, ...gone]);
  const older = shown.filter((credential) => !named.has(credential));
  const leakPlaces = leaks.flatMap(({ exposures }) => exposures.filter(({ introduced }) => introduced));
  return [
    ...opening(report, credentials),
    ...(shown.length < credentials.length ? [NEUTRAL_SENTENCE] : []),
    ...leakSentences(report, credentials),
    ...rescannedBy(shown.map(({ incident }) => incident.timeline)),
    ...table(leaks, BUDGET.leaks),
    ...approvalSentence(shown.flatMap(({ incident }) => incident.approval ?? [])),
    ...planSentences(leaks.flatMap(({ incident }) => incident.plan ?? [])),
    ...commandSentence(shown),
    ...claimSentence(credentials),
    ...renderVariables(leakPlaces, replacementFor, BUDGET.variables),
    ...renderReplacements(leakPlaces, replacementFor, BUDGET.replacements),
    ...section(headings.gone, CHECK_WORDS.gone, table(gone, BUDGET.gone)),
    ...section(headings.older, CHECK_WORDS.older, table(older, BUDGET.older)),
    ...section(headings.dismissed, CHECK_WORDS.dismissed, table(dismissed, BUDGET.dismissed)),
    ...section(headings.notes, '', list(report.notes.map((note) => plain(note)))),
    ...renderMends(report),
    ...unmarked([...leaks, ...dismissed, ...older]),
  ].join('\n\n');
}
