import { z } from 'zod';
import { toEgressFailure } from '../../egress-failure.ts';
import type { When } from '../record.ts';
import { readPointer, readPointerText, readXmlText } from './pointer.ts';

/** What came back. Texts of the provider stay in here: they are compared, and never shown or logged. */
export type Answer =
  | { readonly kind: 'none'; readonly passing: boolean; readonly why: string }
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      /** A page for people: a login, a proxy or a wall before the API, never an answer of the API itself. */
      readonly isPage: boolean;
      readonly text: string;
      /** The body as JSON; undefined when it is none. */
      readonly json: unknown;
    };

const SCALAR = z.union([z.string().max(8192), z.number(), z.boolean(), z.null()]);

/** Reads the whole answer, which the guarded fetch has bounded. */
export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text().catch(() => '');
  const isPage =
    /^text\/html|^application\/xhtml/i.test(response.headers.get('content-type') ?? '') ||
    /^\s*<(?:!doctype\s+html|html)/i.test(text.slice(0, 200));
  const { status, headers } = response;
  return { kind: 'answer', status, headers, isPage, text, json: parseJson(text) };
}

/** The answer that never came. Rethrows what is no failure of the guarded fetch. */
export function noAnswer(error: unknown): Answer {
  const { error: failure, passing } = toEgressFailure(error);
  return { kind: 'none', passing, why: failure.message };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** True when the answer is one of these. A page for people is none of them. */
export function matches(answer: Answer, rules: readonly When[]): boolean {
  return rules.some((rule) => matchesOne(answer, rule));
}

/** True when the test holds for every row of the table. */
function all<T>(
  table: Readonly<Record<string, T>> | undefined,
  test: (at: string, wanted: T) => boolean,
): boolean {
  return Object.entries(table ?? {}).every(([at, wanted]) => test(at, wanted));
}

function matchesOne(answer: Answer, rule: When): boolean {
  if (answer.kind === 'none' || answer.isPage || !rule.status.includes(answer.status)) return false;
  const { json, text } = answer;
  return (
    all(rule.json, (at, wanted) => {
      const read = SCALAR.safeParse(readPointer(json, at));
      return read.success && read.data === wanted;
    }) &&
    all(rule.oneOf, (at, wanted) => wanted.includes(readPointerText(json, at) ?? '')) &&
    all(rule.contains, (at, wanted) => readPointerText(json, at)?.includes(wanted) === true) &&
    all(rule.xml, (name, wanted) => readXmlText(text, name) === wanted) &&
    (rule.has ?? []).every((at) => (readPointer(json, at) ?? null) !== null) &&
    (rule.without ?? []).every((at) => isNothing(readPointer(json, at)))
  );
}

/** Absent, null, 0, or empty. */
export function isNothing(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === null || value === 0 || value === '';
}
