import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import { Secret } from '../../base/secret.ts';

/** Where a secret stands: an environment variable or a file. A literal in a configuration file is refused. */
export const SecretReference = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/) }),
  z.strictObject({ file: z.string().min(1) }),
]);
export type SecretReference = z.infer<typeof SecretReference>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what a reference names, without the line end that editors add. Throws CONFIG that names the place, not the value. */
export function readReference(reference: SecretReference, environment: Environment): Secret {
  const [place, text] =
    'env' in reference
      ? [`the variable ${reference.env}`, environment[reference.env]]
      : [`the file ${reference.file}`, readOrNothing(reference.file)];
  if (text === undefined || text.trim() === '')
    throw new RekeyError('CONFIG', `Nothing can be read from ${place}, which a configuration file names.`);
  return new Secret(text.replace(/\r?\n$/, ''));
}

function readOrNothing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
