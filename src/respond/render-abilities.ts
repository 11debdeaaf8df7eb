import type { IncidentReport } from '../inventory/report.ts';
import { whatItCouldDo, type Piece } from '../inventory/what-it-could-do.ts';
import { code } from './markdown.ts';
import { ISSUE_PARTS } from './words/issue.ts';

/** A name as people compare it; the whole of a scope may be an address. */
const MAX_QUOTED = 120;

/** Backticks would make the code three times as long. */
const render = (piece: Piece): string =>
  typeof piece === 'string' ? piece : code(piece.quoted.replaceAll('`', "'"), MAX_QUOTED);

/**
 * The section "what it could do": whose the credential was, what it opened, until when. What a provider or a server
 * wrote stands in code only.
 *
 * @param toPublic the public can read it
 */
export function renderAbilities(
  { facts, timeline, exposures }: IncidentReport,
  toPublic: boolean,
): readonly string[] {
  // What leaked in private repositories only is none of the public's business, dead or not.
  const isOurs = toPublic && exposures.every(({ repository }) => repository.private);
  if (!facts || isOurs) return [];
  const lines = whatItCouldDo(facts, { timeline, public: toPublic });
  if (lines.length === 0) return [];
  return [ISSUE_PARTS.abilities, lines.map((line) => `- ${line.map(render).join('')}`).join('\n')];
}
