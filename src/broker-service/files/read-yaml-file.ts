import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';

/**
 * Reads a configuration file of the operator, YAML or JSON. Throws CONFIG that names the variable, the path and the
 * member; it repeats no value, since a secret may stand where it should not.
 *
 * @param variable of the environment that named the file
 */
export function readYamlFile<T>(variable: string, path: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch {
    throw new RekeyError('CONFIG', `${variable}: ${path} cannot be read as YAML or JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  throw new RekeyError(
    'CONFIG',
    `${variable}: ${path} is not valid at "${place}": ${issue?.code ?? ''}. See docs/broker.md.`,
  );
}
