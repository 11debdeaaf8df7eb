import type { z } from 'zod';

/** The body as the schema has it; undefined for anything else (HTML, other shapes). The body is read at most once. */
export async function readJson<T>(response: Response, schema: z.ZodType<T>): Promise<T | undefined> {
  const value: unknown = await response.json().catch(() => undefined);
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
