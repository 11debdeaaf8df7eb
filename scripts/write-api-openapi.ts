import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { apiDocument } from '../src/api/openapi.ts';

/** Writes the description of the JSON API to docs/api-openapi.json, where a change of it shows in a diff. */
const path = new URL('../docs/api-openapi.json', import.meta.url);
writeFileSync(path, await format(JSON.stringify(apiDocument()), { parser: 'json', printWidth: 110 }));
