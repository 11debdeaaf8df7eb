import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { openApiDocument } from '../src/broker-contract/openapi.ts';

/** Writes the broker's contract to docs/broker-openapi.json, where a change of it shows in a diff. */
const path = new URL('../docs/broker-openapi.json', import.meta.url);
writeFileSync(path, await format(JSON.stringify(openApiDocument()), { parser: 'json', printWidth: 110 }));
