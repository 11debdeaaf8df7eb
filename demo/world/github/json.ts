/** A JSON object whose fields are not known yet. */
export type JsonRecord = Record<string, unknown>;

/** True for a JSON object; false for arrays, null and everything else. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a JSON array; empty for anything that is no array. */
export function records(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** The text at a path of keys, or an empty string. */
export function textAt(value: unknown, ...keys: readonly string[]): string {
  let at = value;
  for (const key of keys) at = isRecord(at) ? at[key] : undefined;
  return typeof at === 'string' ? at : '';
}

/** The number at a path of keys, or 0. */
export function numberAt(value: unknown, ...keys: readonly string[]): number {
  let at = value;
  for (const key of keys) at = isRecord(at) ? at[key] : undefined;
  return typeof at === 'number' ? at : 0;
}

/** Parses JSON; undefined when it is empty or no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
