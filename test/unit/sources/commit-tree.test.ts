import { afterAll, expect, it } from '@jest/globals';
import nock from 'nock';
import { readCommitTree } from '../../../src/sources/fix/default-branch.ts';
import { octokitForTests } from './support/github-from-git.ts';

const sha = (digit: string) => digit.repeat(40);

afterAll(() => nock.restore());

it('tells files from folders and submodules, also from folders of which only the content is listed', async () => {
  const tree = [
    { path: 'a.txt', mode: '100644', type: 'blob', sha: sha('1') },
    { path: '.gitignore', mode: '160000', type: 'commit', sha: sha('2') },
    { path: 'docs', mode: '040000', type: 'tree', sha: sha('3') },
    { path: '.env.example/deep/README.md', mode: '100644', type: 'blob', sha: sha('4') },
  ];
  nock('https://api.github.com')
    .get(`/repos/octo/app/git/commits/${sha('c')}`)
    .reply(200, { tree: { sha: sha('d') } })
    .get(`/repos/octo/app/git/trees/${sha('d')}?recursive=1`)
    .reply(200, { tree, truncated: false });
  const read = await readCommitTree(octokitForTests(), { owner: 'octo', name: 'app' }, sha('c'));
  expect([...(read?.files.keys() ?? [])]).toEqual(['a.txt', '.env.example/deep/README.md']);
  expect(read?.others).toEqual(new Set(['.gitignore', 'docs', '.env.example', '.env.example/deep']));
});
