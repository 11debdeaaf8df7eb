import { z } from 'zod';
import { TAKES, type Verb } from '../../github/command.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { ANSWER_WORDS, FORM_WORDS } from '../../respond/words/decisions.ts';

/** Control, format, private and separator characters, which could change what people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What the dashboard has a form for. */
const FORM_VERBS = ['approve', 'decline'] as const satisfies readonly Verb[];

export type FormVerb = (typeof FORM_VERBS)[number];

/** A form of the dashboard by which a decision is made. */
export const DecisionForm = z
  .object({
    verb: z.enum(FORM_VERBS),
    token: z.string().max(200),
    reason: z
      .string()
      .max(2000)
      .default('')
      .transform((text) => text.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()),
  })
  .refine(({ verb, reason }) => TAKES[verb] === 'nothing' || reason !== '');

/** The words of the dashboard's form, and its button for each verb. */
export const DECISION_FORM: typeof FORM_WORDS & Readonly<Record<FormVerb, string>> = FORM_WORDS;

/** What the page says after the form was sent; undefined for what is no outcome. */
export function saysOf(decided: string): string | undefined {
  const words: Readonly<Record<DecisionOutcome, string>> = { ...ANSWER_WORDS, done: FORM_WORDS.done };
  return Object.entries(words).find(([known]) => known === decided)?.[1];
}
