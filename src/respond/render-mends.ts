import type { CheckReport } from '../inventory/report.ts';
import { checkOf, sentenceOf } from './check-words.ts';
import { code } from './markdown.ts';
import { HYGIENE_WORDS } from './words/hygiene.ts';

/** So many are told; more would bury what leaked. */
const MAX_MENDS = 5;

/** What passes and is worth mending. Where the public reads, nothing of what would show it a way in. */
export function renderMends({ mends = [], private: isPrivate }: CheckReport): readonly string[] {
  const words = HYGIENE_WORDS.check;
  const told = mends.filter(({ delicate }) => isPrivate || !delicate);
  const lines = told.slice(0, MAX_MENDS).flatMap((mend) => {
    const check = checkOf(mend.check);
    if (!check) return [];
    const place = code(`${mend.path}:${mend.line}`, 200);
    return [words.line(check.title, sentenceOf(check, mend.facts), place, check.remedy)];
  });
  if (lines.length === 0) return [];
  const more = told.length - lines.length;
  return [words.heading, words.intro, [...lines, ...(more > 0 ? [words.more(more)] : [])].join('\n')];
}
