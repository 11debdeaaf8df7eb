import type { ExposureReport } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { groupBy } from './group-by.ts';
import { codeBlock } from './markdown.ts';
import { place } from './place.ts';
import type { ReplacementFor } from './rendered.ts';
import { REPLACEMENT_WORDS } from './words/replacements.ts';

const MAX_BLOCKS = 10;

/**
 * The section "what to write instead": each different text once, with the first place that takes it. Empty when no
 * client has a reference syntax for it.
 *
 * @param budget in UTF-16 code units
 */
export function renderReplacements(
  exposures: readonly ExposureReport[],
  replacementFor: ReplacementFor,
  budget: number,
): readonly string[] {
  const known = exposures.flatMap((exposure) => {
    // What a variable needs is told by `render-variables.ts`: nothing is written into it.
    if (exposure.place?.kind === 'variable') return [];
    const text = replacementFor(exposure);
    return text === undefined ? [] : [{ exposure, text }];
  });
  if (known.length === 0) return [];
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
    REPLACEMENT_WORDS.opening,
    ...fitLines(blocks, budget, groups.length, REPLACEMENT_WORDS.more),
  ];
}
