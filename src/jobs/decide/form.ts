import { z } from 'zod';
import { TAKES, type Verb } from '../../github/command.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { ANSWER_WORDS, FORM_WORDS } from '../../respond/words/decisions.ts';
import { DECISIONS } from './decisions.ts';

/** Control, format, private and separator characters, which could change what people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What the dashboard has a form for, the first that matters most. */
const FORM_VERBS = [
  'approve',
  'decline',
  'revoke',
  'rotated',
  'not-a-secret',
  'accept-risk',
  'owner',
  'rescan',
] as const satisfies readonly Verb[];

export type FormVerb = (typeof FORM_VERBS)[number];

/** A line that a person typed; absent where it is empty. */
const line = (max: number) =>
  z
    .string()
    .max(max)
    .optional()
    .transform((text) => text?.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim() || undefined);

/** A form of the dashboard by which a decision is made. */
export const DecisionForm = z
  .object({
    verb: z.enum(FORM_VERBS),
    token: z.string().max(200),
    reason: line(2000),
    until: line(20),
    owner: line(200),
  })
  .refine(({ verb, reason, owner }) => {
    const takes = TAKES[verb];
    if (takes === 'owner') return owner !== undefined;
    return takes === 'nothing' || reason !== undefined;
  });

/** What a person asked for by a form. */
export type FormWords = Omit<z.infer<typeof DecisionForm>, 'token'>;

/** The verbs that may do something about an incident as it stands. Of two that do the same one is offered. */
export function verbsFor(state: IncidentState): readonly FormVerb[] {
  const fits = FORM_VERBS.filter((verb) => {
    const { from } = DECISIONS[verb];
    return from === 'any' || from.includes(state);
  });
  return fits.includes('approve') ? fits.filter((verb) => verb !== 'revoke') : fits;
}

/** The words of the dashboard's form, and its button for each verb. */
export const DECISION_FORM: typeof FORM_WORDS & Readonly<Record<FormVerb, string>> = FORM_WORDS;

/** What the page says after the form was sent; undefined for what is no outcome. */
export function saysOf(decided: string): string | undefined {
  const words: Readonly<Record<DecisionOutcome, string>> = { ...ANSWER_WORDS, done: FORM_WORDS.done };
  return Object.entries(words).find(([known]) => known === decided)?.[1];
}
