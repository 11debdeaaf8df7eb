import { secretNameFor } from '../base/secret-name.ts';
import type { VariablePlace } from '../github/place.ts';
import type { ExposureReport } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { groupBy } from './group-by.ts';
import { code, codeBlock, named } from './markdown.ts';
import { place } from './place.ts';
import type { ReplacementFor } from './rendered.ts';
import { moreOf } from './words/count.ts';
import { VARIABLE_NAMES, VARIABLE_WORDS } from './words/variables.ts';

const MAX_VARIABLES = 10;

interface InVariable extends ExposureReport {
  readonly place: VariablePlace;
}

/** Those that stand in a variable which still holds them, as far as is known. */
function variableExposures(exposures: readonly ExposureReport[]): readonly InVariable[] {
  return exposures.flatMap((exposure) =>
    exposure.place?.kind === 'variable' ? [{ ...exposure, place: exposure.place }] : [],
  );
}

function readerLines({ place: variable, repository }: InVariable): readonly string[] {
  return (variable.readers ?? []).map(({ path, line, job, step }) => {
    const where = code(`${repository.owner}/${repository.name}`);
    return VARIABLE_WORDS.reader(
      code(`${path}:${line}`),
      where,
      named(job),
      named(step),
      code(variable.name, 60),
    );
  });
}

function wayOut(exposure: InVariable, replacementFor: ReplacementFor): string {
  const { place: variable } = exposure;
  const holder = variable.environment === undefined ? '' : ` ${code(variable.environment, 60)}`;
  const where = `${VARIABLE_NAMES[variable.scope]}${holder}`;
  const secret = `${VARIABLE_NAMES.secret[variable.family]} ${code(secretNameFor(variable.name), 60)} ${where}`;
  const reference = replacementFor(exposure);
  const how = VARIABLE_WORDS.how(place(exposure), secret);
  return reference === undefined ? how : `${how} ${VARIABLE_WORDS.instead(codeBlock(reference))}`;
}

/**
 * The section "where the credential spread" of an issue or check, and the way out: a secret of the same name. Empty where
 * nothing stands in a variable.
 *
 * @param budget in UTF-16 code units, for each of the two lists
 */
export function renderVariables(
  exposures: readonly ExposureReport[],
  replacementFor: ReplacementFor,
  budget: number,
): readonly string[] {
  const all = variableExposures(exposures);
  if (all.length === 0) return [];
  const readers = [...new Set(all.flatMap(readerLines))];
  const shown = fitLines(readers, budget, readers.length, (omitted) => moreOf(omitted, 'line'));
  const variables = [
    ...groupBy(all, ({ path, repository }) => `${repository.owner}/${repository.name}/${path}`),
  ];
  const ways = variables.slice(0, MAX_VARIABLES).map(([, [first]]) => wayOut(first, replacementFor));
  return [
    VARIABLE_WORDS.title,
    VARIABLE_WORDS.opening,
    readers.length > 0 ? shown.join('\n') : VARIABLE_WORDS.noReader,
    VARIABLE_WORDS.wayOut,
    fitLines(ways, budget, variables.length, (omitted) => moreOf(omitted, 'variable')).join('\n'),
  ];
}
