import type { VariablePlace } from '../github/place.ts';
import type { ExposureReport, IncidentReport } from '../inventory/report.ts';
import { code, indented, link } from './markdown.ts';
import { place } from './place.ts';
import type { Annotation, ReplacementFor } from './rendered.ts';
import { MARK_WORDS } from './words/annotations.ts';
import { credentialName } from './words/credentials.ts';
import { isItDead, wordsOf } from './words/states.ts';
import { whyItCounts } from './words/why.ts';
import { VARIABLE_WORDS } from './words/variables.ts';

/** So many lines are marked of one variable. */
const MAX_READERS = 20;

function readersOf({ place: where }: ExposureReport): NonNullable<VariablePlace['readers']> {
  return where?.kind === 'variable' ? (where.readers ?? []).slice(0, MAX_READERS) : [];
}

function message(
  incident: IncidentReport,
  exposure: ExposureReport,
  replacement: string | undefined,
): string {
  const words = wordsOf(incident);
  const page = words.standing === 'dead' ? undefined : link(incident.rotateUrl);
  const lines = [
    MARK_WORDS.inThe(`${credentialName(incident)} ${code(incident.redacted)}`, place(exposure)),
    VARIABLE_WORDS.reads,
    whyItCounts(exposure),
    `${isItDead(words.label)} ${words.meaning}`,
    page === undefined ? words.todo : `${words.todo} ${page}`,
    replacement === undefined ? '' : MARK_WORDS.secretInstead(indented(replacement)),
    exposure.introduced ? '' : MARK_WORDS.before,
    MARK_WORDS.fingerprint(code(incident.fingerprint)),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Marks the lines of workflows that read a variable in which a credential stands. */
export function annotateReaders(
  incident: IncidentReport,
  exposure: ExposureReport,
  style: Pick<Annotation, 'annotation_level' | 'title'>,
  replacementFor: ReplacementFor,
): readonly Annotation[] {
  return readersOf(exposure)
    .filter(({ path }) => !path.includes('[redacted]'))
    .map(({ path, line }) => ({
      path,
      start_line: Math.max(1, line),
      end_line: Math.max(1, line),
      ...style,
      message: message(incident, exposure, replacementFor(exposure)),
    }));
}
