import { describe, expect, it } from '@jest/globals';
import { isOwner, ownersOf, parseCodeOwners } from '../../../src/policy/code-owners.ts';

/** The example of GitHub's own description, without its comments: docs.github.com, "About code owners". */
const EXAMPLE = `
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com @docs
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @octocat
/apps/ @octocat2
/apps/github
`;

const of = (text: string) => (path: string) => ownersOf(parseCodeOwners(text), path);

describe('ownersOf', () => {
  it.each([
    ['README.md', ['@global-owner1', '@global-owner2']],
    ['deep/in/it/.env', ['@global-owner1', '@global-owner2']],
    ['src/a.js', ['@js-owner']],
    // An e-mail address is nobody whom Rekey could name.
    ['main.go', []],
    ['deep/notes.txt', ['@octo-org/octocats']],
    ['build/logs/a/b.json', ['@octocat']],
    ['docs/getting-started.md', ['@doctocat']],
    ['docs/build-app/troubleshooting.md', ['@doctocat']],
    ['other/apps/x.ts', ['@octocat']],
    ['scripts/run.sh', ['@doctocat', '@octocat']],
    ['build/logs', ['@octocat']],
    ['scripts/logs', ['@octocat']],
    ['deeply/nested/logs/today.json', ['@octocat']],
    ['apps/web/index.ts', ['@octocat2']],
    ['apps/github/index.ts', []],
  ])('%s as GitHub documents it', (path, owners) => {
    expect(of(EXAMPLE)(path)).toEqual(owners);
  });

  it('takes a star at the end of a path for the files of that folder only', () => {
    const find = of('docs/* @docs');
    expect(find('docs/getting-started.md')).toEqual(['@docs']);
    expect(find('docs/build-app/troubleshooting.md')).toEqual([]);
  });

  it('is anchored by a slash, and not without one', () => {
    expect(of('/logs/ @a')('deep/logs/x')).toEqual([]);
    expect(of('logs/ @a')('deep/logs/x')).toEqual(['@a']);
    expect(of('logs/ @a')('logs')).toEqual([]);
    expect(of('.mcp.json @a')('deep/.mcp.json')).toEqual(['@a']);
    expect(of('/.mcp.json @a')('deep/.mcp.json')).toEqual([]);
    expect(of('/ @a')('deep/x')).toEqual(['@a']);
  });

  it('is a matter of case, and of escaped spaces', () => {
    expect(of('Docs/ @a')('docs/x')).toEqual([]);
    expect(of('my\\ files/ @a')('my files/x')).toEqual(['@a']);
  });

  it.each(['!docs/ @b', 'docs/[ab].md @b', '\\#docs/ @b', '# docs/ @b'])('leaves out %s', (line) => {
    const find = of(`* @a\n${line}`);
    expect(['docs/a.md', '#docs/a.md', '!docs/a.md', 'docs/[ab].md'].map(find)).toEqual(
      Array.from({ length: 4 }, () => ['@a']),
    );
  });

  it('reads line ends of Windows', () => {
    expect(of('* @a\r\n*.md @octo/docs\r\n')('x.md')).toEqual(['@octo/docs']);
  });

  it('is quick with a hostile file', () => {
    const began = performance.now();
    const star = '*'.repeat(200);
    const stars = Array.from({ length: 60 }, () => '**').join('/');
    const lines = Array.from({ length: 60_000 }, (_, index) => `${'a*'.repeat(8)}${index}/** @a`);
    const find = of([star, stars, 'a/**/'.repeat(9), ...lines].join('\n'));
    expect(find(`${'a'.repeat(900)}/b`)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('isOwner', () => {
  it.each(['@octocat', '@octo-org/octocats', '@octo_corp/team.x'])('takes %s', (name) => {
    expect(isOwner(name)).toBe(true);
  });
  it.each(['octocat', 'docs@example.com', '@a/b/c', '@', '@a b', '@a`', '@-a', '@a/'])(
    'does not take %s',
    (name) => {
      expect(isOwner(name)).toBe(false);
    },
  );
});
