import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { policyJsonSchema } from '../src/policy/policy-json-schema.ts';

/** As it is kept in the repository. */
export function policySchemaFile(): Promise<string> {
  return format(JSON.stringify(policyJsonSchema()), { parser: 'json', printWidth: 110 });
}

if (import.meta.main)
  writeFileSync(new URL('../docs/rekey.schema.json', import.meta.url), await policySchemaFile());
