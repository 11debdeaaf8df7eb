/**
 * Regenerates demo/world/github/openapi/subset.json from GitHub's own OpenAPI description.
 *
 * The description comes from the npm package @octokit/openapi. It is far too large for a dependency, so fetch it into
 * a folder outside this checkout and give the path of one file in it:
 *
 *   npm pack @octokit/openapi@23.0.2
 *   tar xzf octokit-openapi-23.0.2.tgz package/generated/api.github.com.json
 *   npx node scripts/make-github-openapi-subset.ts package/generated/api.github.com.json
 *
 * Which operations are kept is decided in demo/world/github/openapi/operations.ts.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { argv, exit } from 'node:process';
import { format } from 'prettier';
import { cutSubset } from '../demo/world/github/openapi/cut-subset.ts';
import { OPERATIONS } from '../demo/world/github/openapi/operations.ts';

const NOTICE =
  "Cut from the npm package @octokit/openapi, GitHub's OpenAPI description with Octokit's extensions " +
  '(https://github.com/octokit/openapi, https://github.com/github/rest-api-description). ' +
  'The licence is in LICENSE beside this file.';

const [, , source] = argv;
if (source === undefined) {
  console.error('Give the path of api.github.com.json; the head of this script says where to get it.');
  exit(2);
}
const target = new URL('../demo/world/github/openapi/subset.json', import.meta.url);
const document = JSON.parse(await readFile(source, 'utf8'));
// In the form that `npm run format` would give it, so that a new version shows up as a readable difference.
const subset = await format(JSON.stringify(cutSubset(document, OPERATIONS, NOTICE)), {
  parser: 'json',
  printWidth: 110,
});
await writeFile(target, subset);
console.log(`${OPERATIONS.length} operations, ${Math.round(subset.length / 1024)} KB`);
