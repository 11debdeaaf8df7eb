import { createHash } from 'node:crypto';
import type { Keeper } from '../../fix/index.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { isDead } from '../../inventory/state.ts';
import { code } from '../markdown.ts';
import { NEEDED_WORDS, SUGGESTION_WORDS } from '../words/fix.ts';
import { isItDead, stateWords } from '../words/states.ts';

/** A credential that a suggestion takes out of its lines. */
export interface SuggestedCredential {
  readonly incidentId: string;
  readonly state: IncidentState;
  /** Something was seen to take it. */
  readonly live: boolean;
  /** Kind, in plain English of ours. */
  readonly name: string;
  readonly redacted: string;
  readonly variable: string;
  readonly keeper: Keeper;
}

/** The hidden line by which a suggestion is found again: of a credential in a file. */
export function suggestionMarker(incidentId: string, path: string): string {
  const file = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `<!-- rekey:suggestion:${incidentId.replaceAll(/[^\w-]/g, '')}:${file} -->`;
}

/** Longer than any run of backticks in it, so that what stands in the file cannot end it. */
function suggestionBlock(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const ticks = '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3));
  return `${ticks}suggestion\n${text}${text === '' ? '' : '\n'}${ticks}`;
}

/**
 * One comment with the change of some lines.
 *
 * @param text the lines as they shall be; GitHub puts them in place byte for byte
 */
export function renderSuggestion(
  path: string,
  text: string,
  credentials: readonly SuggestedCredential[],
): string {
  const needs = new Map(credentials.map(({ keeper, variable }) => [variable, keeper]));
  return [
    credentials.map(({ incidentId }) => suggestionMarker(incidentId, path)).join('\n'),
    credentials
      .map(
        ({ name, redacted, state, live }) =>
          `**${name}** ${code(redacted)}. ${isItDead(stateWords(state, live).label)}`,
      )
      .join('\n'),
    suggestionBlock(text),
    ...[...needs].flatMap(([variable, keeper]) =>
      keeper === 'none' ? [] : [`${NEEDED_WORDS[keeper]} ${code(variable)}`],
    ),
    credentials.every(({ state }) => isDead(state))
      ? SUGGESTION_WORDS.historyDead
      : SUGGESTION_WORDS.historyOpen,
  ].join('\n\n');
}
