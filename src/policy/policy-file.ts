import type { z } from 'zod';
import { readUntil } from '../base/read-until.ts';
import { policyFileSchema, type PolicyFile } from './policy-file-schema.ts';
import { readYaml, type PolicyError, type YamlFile } from './read-yaml.ts';

export type { PolicyError, PolicyFile };

/** Result of reading a policy file: the policy, or what is wrong with the file and where. */
export interface ParsedPolicyFile {
  /** Absent when there is any error: a half-read policy could be looser than what was meant. */
  readonly policy?: PolicyFile;
  readonly errors: readonly PolicyError[];
}

const ERRORS_MAX = 50;
const FAR_ERROR = 'A rule holds for a year at most: write a day within the next twelve months.';

/** What to write, by the kind of zod issue, where the schema gives no sentence of its own. */
const SENTENCES: Readonly<Record<string, string>> = {
  invalid_type: 'This value has the wrong form or a required key is missing.',
  unrecognized_keys: 'This key is unknown here: remove it.',
  too_big: 'This value is too long, or the list has too many entries.',
  too_small: 'This value must not be empty.',
};

function keysOf(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== 'unrecognized_keys') return [issue.path];
  return issue.keys.slice(0, ERRORS_MAX).map((key) => [...issue.path, key]);
}

/** Zod's own sentences may quote the file; those of the schema are ours, and the rest come from the table. */
function sentenceOf(issue: z.core.$ZodIssue): string {
  const isOurs = issue.message.endsWith('.');
  return isOurs ? issue.message : (SENTENCES[issue.code] ?? 'This value is not allowed here.');
}

function errorsOf(error: z.ZodError, file: YamlFile): readonly PolicyError[] {
  // Finding a line takes time in proportion to the file, so only what is shown is looked up.
  const all = error.issues
    .slice(0, ERRORS_MAX)
    .flatMap((issue) =>
      keysOf(issue).map((path) => ({ line: file.lineOf(path), message: sentenceOf(issue) })),
    );
  // A value can break several rules that ask for the same thing.
  const distinct = new Map(all.map((item) => [`${item.line} ${item.message}`, item]));
  return [...distinct.values()].toSorted((a, b) => a.line - b.line);
}

/** Rules that hold longer than people remember their reasons. A day that was near enough once stays so. */
function farRules({ ignore = [] }: PolicyFile, file: YamlFile, now: Date): readonly PolicyError[] {
  return ignore.flatMap(({ until }, index) =>
    readUntil(until, now) === 'far-date'
      ? [{ line: file.lineOf(['ignore', index, 'until']), message: FAR_ERROR }]
      : [],
  );
}

/**
 * Reads `.github/rekey.yml`. Never throws: everything that is wrong is an error with its 1-based line and a sentence
 * that says what to write. The sentences hold no text of the file. An empty file is a policy that sets nothing.
 */
export function parsePolicyFile(text: string, now: Date = new Date()): ParsedPolicyFile {
  const file = readYaml(text);
  if (file.errors.length > 0) return { errors: file.errors.slice(0, ERRORS_MAX) };
  const parsed = policyFileSchema.safeParse(file.value ?? {});
  const far = parsed.success ? farRules(parsed.data, file, now) : [];
  if (parsed.success && far.length === 0) return { policy: parsed.data, errors: [] };
  if (parsed.success) return { errors: far.slice(0, ERRORS_MAX) };
  return { errors: errorsOf(parsed.error, file).slice(0, ERRORS_MAX) };
}
