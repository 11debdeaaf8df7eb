import { hash } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { readPolicyFile, readPolicyFiles } from '../../../src/sources/read-policy-file.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';
import { octokitForTests } from './support/github-from-git.ts';

afterEach(() => nock.cleanAll());
const SHA = 'f'.repeat(40);
/** As git names a blob. */
const idOf = (text: string) => hash('sha1', `blob ${Buffer.byteLength(text)}\0${text}`);

function contentOf(repository: string, text: string, changes: object = {}): object {
  return {
    type: 'file',
    name: 'rekey.yml',
    path: '.github/rekey.yml',
    sha: idOf(text),
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'),
    url: `https://api.github.com/repos/octo/${repository}/contents/.github%2Frekey.yml`,
    ...changes,
  };
}

function serve(repository: string, status: number, body: object): nock.Scope {
  return nock('https://api.github.com')
    .get(`/repos/octo/${repository}/contents/.github%2Frekey.yml`)
    .reply(status, body);
}

const octokit = octokitForTests();
const demo = { owner: 'octo', name: 'demo' };

describe('readPolicyFile', () => {
  it('reads the file of the default branch', async () => {
    const text = `mode: observe # ${'é'.repeat(100)}\n`;
    serve('demo', 200, contentOf('demo', text));
    expect(await readPolicyFile(octokit, demo)).toEqual({ text, sha: idOf(text) });
  });

  it.each([
    ['a missing file or repository', 404, { message: 'Not Found' }],
    ['a folder of that name', 200, [{ type: 'file', name: 'x' }]],
    ['a submodule of that name', 200, { type: 'submodule', sha: SHA, size: 0 }],
    ['a blocked repository', 451, { message: 'Repository access blocked' }],
  ])('finds none for %s', async (_, status, body) => {
    serve('demo', status, body);
    expect(await readPolicyFile(octokit, demo)).toBeUndefined();
  });

  it('hands on a file that is too large so that parsing says so', async () => {
    serve('demo', 200, contentOf('demo', '', { size: 65_537, encoding: 'none' }));
    const file = await readPolicyFile(octokit, demo);
    expect(parsePolicyFile(file?.text ?? '').errors).toEqual([
      { line: 1, message: expect.stringContaining('larger than 64 KiB') },
    ]);
  });

  // GitHub follows a link to a file: its content, and the id of the link.
  it.each([
    ['that GitHub followed', contentOf('demo', 'mode: observe\n', { sha: idOf('../policy.yml') })],
    ['that leads to no file', { type: 'symlink', sha: SHA, size: 9, target: '../folder' }],
  ])('takes a link %s for no policy, and parsing says why', async (_, body) => {
    serve('demo', 200, body);
    const file = await readPolicyFile(octokit, demo);
    expect(parsePolicyFile(file?.text ?? '')).toEqual({
      errors: [{ line: 1, message: expect.stringContaining('symbolic link') }],
    });
  });

  it('reads that of a commit', async () => {
    nock('https://api.github.com')
      .get(`/repos/octo/demo/contents/.github%2Frekey.yml?ref=${SHA}`)
      .reply(200, contentOf('demo', 'scope: all\n'));
    expect(await readPolicyFile(octokit, demo, SHA)).toMatchObject({ text: 'scope: all\n' });
  });

  it('throws when GitHub fails, so that a failure is not taken for "no policy"', async () => {
    serve('demo', 502, { message: 'Bad gateway' });
    await expect(readPolicyFile(octokit, demo)).rejects.toMatchObject({ status: 502 });
  });
});

describe('readPolicyFiles', () => {
  it("reads the organisation's and the repository's file", async () => {
    serve('.github', 200, contentOf('.github', 'mode: enforce\n'));
    serve('demo', 200, contentOf('demo', 'scope: all\n'));
    expect(await readPolicyFiles(octokit, demo)).toEqual({
      organisation: { text: 'mode: enforce\n', sha: idOf('mode: enforce\n') },
      repository: { text: 'scope: all\n', sha: idOf('scope: all\n') },
    });
  });

  it("counts the file of the .github repository as the organisation's only", async () => {
    serve('.github', 200, contentOf('.github', 'mode: enforce\n'));
    expect(await readPolicyFiles(octokit, { owner: 'octo', name: '.github' })).toEqual({
      organisation: { text: 'mode: enforce\n', sha: idOf('mode: enforce\n') },
    });
  });

  it('gives neither where neither is', async () => {
    serve('.github', 404, { message: 'Not Found' });
    serve('demo', 404, { message: 'Not Found' });
    expect(await readPolicyFiles(octokit, demo)).toEqual({});
  });
});
