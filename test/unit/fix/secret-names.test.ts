import { describe, expect, it } from '@jest/globals';
import { SECRET_NAME } from '../../../src/base/secret-name.ts';
import { referenceAt, replacementFor, variableNameFor } from '../../../src/detect/index.ts';
import { surfaces } from '../../../src/detect/surfaces/surfaces.ts';
import { textSurfaces } from '../../../src/detect/surfaces/texts.ts';
import { fixFile, Names, suggestFixes } from '../../../src/fix/index.ts';
import { githubPat } from '../../support/credentials.ts';

const PATH = '.github/workflows/ci.yml';
const KEYS = [
  'GITHUB_TOKEN',
  'github_token',
  'Github_PAT',
  'githubToken',
  'GITHUB__TOKEN',
  'GITHUB_GITHUB_TOKEN',
  '1GITHUB_KEY',
  'TOKEN',
];
const workflow = (key: string, token: string, other = '') =>
  `on: push\nenv:\n  ${key}: ${token}\n${other}jobs:\n  a:\n    runs-on: x\n    steps:\n      - run: npx -y @modelcontextprotocol/server-github\n`;
const secretsIn = (text = '') => [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name);

/** https://docs.github.com/actions/reference/security/secrets#naming-your-secrets */
describe('a secret of Actions that is offered', () => {
  it.each(KEYS)('for %s has a name that GitHub takes', (key) => {
    const source = { path: PATH, text: workflow(key, githubPat()) };
    const { text, done, left } = fixFile(source, new Names(), () => true);
    expect(left).toEqual([]);
    const [suggestion] = suggestFixes(source, new Names(), () => true);
    const written = [...secretsIn(text), ...secretsIn(suggestion?.text), done[0]?.name];
    expect(written).toEqual([written[0], written[0], written[0]]);
    expect(written[0]).toMatch(SECRET_NAME);
  });

  it('is told so by every surface, in files and in variables, whatever key and server are called', () => {
    // Continue keeps secrets of its own, and has no such rule.
    const ids = [...surfaces, ...textSurfaces].map(({ id }) => id).filter((id) => id !== 'continue-yaml');
    for (const surface of ids)
      for (const slot of ['env', 'header', 'argument', 'url-userinfo', 'text'] as const)
        for (const key of [...KEYS, undefined]) {
          const server = 'github';
          const context = {
            surface,
            slot,
            server,
            provider: 'github',
            ...(key === undefined ? {} : { key }),
          };
          const variable = { ...context, place: { kind: 'variable', name: key ?? 'GITHUB_X' } };
          const told = [replacementFor(context), referenceAt(context), referenceAt(variable)];
          for (const name of told.flatMap(secretsIn)) expect(name).toMatch(SECRET_NAME);
        }
  });

  it('has a name of its own where another credential has it, or had the forbidden one', () => {
    const [token, other] = [githubPat(), githubPat()];
    const text = workflow('GITHUB_TOKEN', token, `  GH_TOKEN: ${other}\n`);
    const { done } = fixFile({ path: PATH, text }, new Names(), () => true);
    expect(done.map(({ name }) => name)).toEqual(['GH_TOKEN', 'GH_TOKEN_2']);
    const place = { surface: 'workflow', slot: 'env', key: 'GITHUB_TOKEN' } as const;
    const stored = new Names(new Map([['GITHUB_TOKEN', 'one']]));
    expect(stored.nameOf(place, 'one')).toBe('GH_TOKEN');
    expect(variableNameFor({ ...place, surface: 'claude-code' })).toBe('GITHUB_TOKEN');
  });
});
