import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/*
 * npm runs this before it packs the package from git, which is how pre-commit installs the hook: in a folder of packages
 * Node runs no TypeScript. No compiler is there at that time either (`npm install -g` of a git address leaves out
 * development dependencies), so the types are only taken away. `npm ci` in a checkout has no use for it.
 */
if (process.env['npm_command'] !== 'ci') build('src', 'dist');

function build(from, to) {
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const target = join(to, name.replace(/\.ts$/, '.js'));
    const code = stripTypeScriptTypes(readFileSync(join(from, name), 'utf8'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, code.replaceAll(/((?:from|import)\s*\(?\s*'\.[^']+)\.ts'/g, "$1.js'"));
  }
}
