import type { IncidentReport } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { groupBy } from './group-by.ts';
import { code } from './markdown.ts';
import { commitOf, place } from './place.ts';
import { count, moreOf } from './words/count.ts';
import { PLACES_WORDS } from './words/places.ts';

const nameOf = ({ owner, name }: { readonly owner: string; readonly name: string }) => `${owner}/${name}`;

/**
 * The section "where it was found": the first places, repository by repository, with the true count of each and of all.
 *
 * @param incident with the places that may be shown
 * @param budget in UTF-16 code units
 * @param toPublic the public can read it: private repositories are counted and not named
 */
export function renderPlaces(
  { exposures, exposureCount, repositories = [], repositoryCount }: IncidentReport,
  budget: number,
  toPublic: boolean,
): readonly string[] {
  const total = Math.max(exposureCount, exposures.length);
  const counts = new Map(
    repositories.filter((one) => !(toPublic && one.private)).map((one) => [nameOf(one), one.count]),
  );
  const known = repositoryCount?.[toPublic ? 'public' : 'all'] ?? 0;
  const holders = Math.max(counts.size, known);
  const groups = groupBy(exposures, ({ repository }) => nameOf(repository));
  const lines = [...groups].flatMap(([repository, group]) => {
    const all = counts.get(repository) ?? group.length;
    // Of a group whose places are not all listed the line says how many there are.
    const of = all > group.length ? PLACES_WORDS.oneOf(all) : '';
    return group.map(
      (exposure, index) =>
        `${PLACES_WORDS.line(place(exposure), code(repository))}${commitOf(exposure)}${index === 0 ? of : ''}`,
    );
  });
  // Repositories of which no place is listed are named all the same.
  const others = [...counts]
    .filter(([repository]) => !groups.has(repository))
    .map(([repository, all]) => PLACES_WORDS.line(count(all, 'place'), code(repository)));
  const shown = fitLines(lines, budget, total, (omitted) => moreOf(omitted, 'place'));
  const named = fitLines(others, budget / 4, others.length + holders - counts.size, (omitted) =>
    moreOf(omitted, 'repository', 'repositories'),
  );
  if (shown.length + named.length === 1 && exposures.length === 0)
    return [PLACES_WORDS.heading, PLACES_WORDS.hidden(total)];
  return [
    PLACES_WORDS.heading,
    PLACES_WORDS.all(total, holders),
    shown.join('\n'),
    ...(named.length > 0 ? [PLACES_WORDS.among(named.join('\n'))] : []),
  ];
}
