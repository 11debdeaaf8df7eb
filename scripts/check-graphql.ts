/**
 * Checks the GraphQL documents that Rekey sends against GitHub's own schema, and prints the sums that
 * demo/world/github/openapi/validate-graphql.ts holds. The schema and its reader are too large for dependencies:
 *
 *   npm pack @octokit/graphql-schema@15.26.1 graphql@16.15.0
 *   mkdir schema reader
 *   tar xzf octokit-graphql-schema-15.26.1.tgz -C schema && tar xzf graphql-16.15.0.tgz -C reader
 *   npx node scripts/check-graphql.ts reader/package/index.mjs schema/package/schema.graphql
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { argv, exit } from 'node:process';
import { ANSWER_DISCUSSION, DISCUSSION_ANSWERS } from '../src/respond/tell-author.ts';
import { THREAD_QUERY } from '../src/sources/threads/thread-query.ts';

interface GraphQL {
  buildSchema(text: string, options: object): unknown;
  parse(text: string): unknown;
  validate(schema: unknown, document: unknown): readonly { readonly message: string }[];
}

const [, , reader, schemaPath] = argv;
if (reader === undefined || schemaPath === undefined) {
  console.error(
    'Give the paths of graphql and of the schema; the head of this script says where to get them.',
  );
  exit(2);
}
const graphql: GraphQL = await import(resolve(reader));
const schema = graphql.buildSchema(await readFile(schemaPath, 'utf8'), { assumeValidSDL: true });
for (const document of [THREAD_QUERY, DISCUSSION_ANSWERS, ANSWER_DISCUSSION]) {
  const errors = graphql.validate(schema, graphql.parse(document));
  for (const { message } of errors) console.error(message);
  if (errors.length > 0) exit(1);
  const words = document.trim().replaceAll(/\s+/g, ' ');
  console.log(createHash('sha256').update(words).digest('hex'), words.slice(0, 40));
}
