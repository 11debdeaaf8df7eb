import type { z } from 'zod';
import { refuse } from '../http/refusal.ts';

/**
 * The body as the schema has it. Refuses with `not-json`, or with `invalid-request` and the place of the first fault:
 * only names of members that the contract knows are repeated, nothing that was sent.
 */
export function readJsonBody<T>(body: Buffer, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw refuse('not-json', 'Send a JSON document in UTF-8.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw refuse(
    'invalid-request',
    `See /v1/openapi.json: ${place === '' ? 'the body' : place} is not as described.`,
  );
}
