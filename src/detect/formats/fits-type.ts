import { ClassRuns } from './class-runs.ts';
import type { Format } from './format.ts';
import { formats } from './formats.ts';
import { matchShape } from './match-format.ts';

const BY_TYPE = Map.groupBy(formats, ({ type }) => type);

function fits(format: Format, value: string): boolean {
  return format.prefixes.some((prefix) => {
    const at = value.indexOf(prefix);
    const shape = at === -1 ? undefined : matchShape(format, prefix, value, at, new ClassRuns(value));
    if (shape?.start !== 0 || shape.end !== value.length) return false;
    return format.proof ? format.proof(value) : (format.accepts?.(value) ?? true);
  });
}

/** Whether a value has a format that cannot be mistaken: a checksum, or another structure that says whose it is. */
export function isExact(type: string, value: string): boolean {
  return BY_TYPE.get(type)?.some((format) => format.confidence === 'exact' && fits(format, value)) ?? false;
}

/** Whether a value has the format of a type; undefined for a type whose values are not all known by a format. */
export function fitsType(type: string, value: string): boolean | undefined {
  const known = BY_TYPE.get(type);
  if (known?.some((format) => fits(format, value))) return true;
  return known?.some(({ oneOfMany }) => oneOfMany) ? undefined : known && false;
}
