import type { Take } from '../record.ts';
import type { Rotation } from '../rotation.ts';
import type { Answer } from './answer.ts';
import { readTake } from './find-id.ts';

/** The part of a text that a rule is after: its first group, else the whole. Undefined when it has another form. */
export function pick({ pattern }: Take, text: string | undefined): string | undefined {
  const match = text === undefined ? null : pattern.exec(text);
  return match ? (match[1] ?? match[0]) : undefined;
}

/** What a provider said of a new credential. */
export interface Taken {
  readonly value: string;
  /** By placeholder, with `new.`; nothing of it is secret. */
  readonly facts: Readonly<Record<string, string>>;
}

/** Reads the answer to the request that issued a successor; undefined when anything of it is missing. */
export function takeNew(rotation: Rotation, answer: Answer): Taken | undefined {
  if (answer.kind === 'none') return undefined;
  const { encoding } = rotation.value;
  const text = readTake(rotation.value, answer, answer.json);
  const decoded = encoding && text !== undefined ? Buffer.from(text, encoding).toString() : text;
  const value = pick(rotation.value, decoded);
  const facts: Record<string, string> = {};
  for (const [name, rule] of Object.entries(rotation.take)) {
    const found = pick(rule, readTake(rule, answer, answer.json));
    if (found === undefined) return undefined;
    facts[`new.${name}`] = found;
  }
  return value === undefined ? undefined : { value, facts };
}
