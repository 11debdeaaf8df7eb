import type { ExposureReport } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { groupBy } from './group-by.ts';
import { codeBlock } from './markdown.ts';
import { place } from './place.ts';
import type { ReplacementFor } from './rendered.ts';
import { CHECK_PARTS } from './words/check.ts';
import { leavesWords, REPLACEMENT_WORDS } from './words/replacements.ts';

const MAX_BLOCKS = 10;
const MAX_PLACES = 3;

/** Files whose value has to leave them, with what to do; one line for each different way. */
function leaving(exposures: readonly ExposureReport[]): readonly string[] {
  const ways = [...groupBy(exposures, ({ surface }) => leavesWords(surface))];
  return ways.slice(0, MAX_BLOCKS).map(([why, group]) => {
    const places = [...new Set(group.map(place))];
    return REPLACEMENT_WORDS.leaves(
      CHECK_PARTS.places(places.slice(0, MAX_PLACES).join(', '), places.length - MAX_PLACES),
      why,
    );
  });
}

/**
 * The section "what to write instead": each different text once, with the first place that takes it, and what to do with
 * files in which nothing can stand in for the value.
 *
 * @param budget in UTF-16 code units
 */
export function renderReplacements(
  exposures: readonly ExposureReport[],
  replacementFor: ReplacementFor,
  budget: number,
): readonly string[] {
  // What a variable needs is told by `render-variables.ts`: nothing is written into it. Other places are no files.
  const files = exposures.filter((exposure) => exposure.place === undefined);
  const told = files.map((exposure) => ({ exposure, text: replacementFor(exposure) }));
  const known = told.flatMap(({ exposure, text }) => (text === undefined ? [] : [{ exposure, text }]));
  const rest = told.filter(({ text }) => text === undefined).map(({ exposure }) => exposure);
  if (told.length === 0) return [];
  const groups = [...groupBy(known, ({ text }) => text).values()];
  const blocks = groups.slice(0, MAX_BLOCKS).map(([first, ...others]) => {
    const [reference = '', beside] = first.text.split('\n\n', 2);
    return [
      REPLACEMENT_WORDS.in(place(first.exposure), others.length),
      codeBlock(reference),
      ...(beside === undefined ? [] : [REPLACEMENT_WORDS.beside, codeBlock(beside)]),
    ].join('\n\n');
  });
  return [
    REPLACEMENT_WORDS.title,
    ...(blocks.length > 0 ? [REPLACEMENT_WORDS.opening] : []),
    ...fitLines(blocks, budget, groups.length, REPLACEMENT_WORDS.more),
    ...leaving(rest),
  ];
}
