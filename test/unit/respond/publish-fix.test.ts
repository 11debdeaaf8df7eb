import { describe, expect, it } from '@jest/globals';
import { closeFix, openFix, updateFix } from '../../../src/respond/fix/publish-fix.ts';
import { publishSuggestions } from '../../../src/respond/fix/publish-suggestions.ts';
import { deleteBranch, setBranch, writeCommit } from '../../../src/respond/fix/write-branch.ts';
import { answerForGitHub, exactly, gitHub, octokit, REPOSITORY } from './github.ts';

const APP = '/repos/acme/app';
const sha = (digit: string) => digit.repeat(40);
const text = { title: 'Replace', body: 'new' };

answerForGitHub();

describe('the pull request', () => {
  it('is opened from one branch to another', async () => {
    const body = { ...text, head: 'rekey/fix', base: 'main' };
    gitHub().post(`${APP}/pulls`, exactly(body)).reply(201, { number: 7 });
    expect(await openFix(octokit(), REPOSITORY, text, 'rekey/fix', 'main')).toBe(7);
  });

  it.each([
    ['nothing where all is so', { ...text, base: 'main' }, undefined],
    ['the text', { title: 'Mine', body: 'old', base: 'main' }, text],
    ['the base of a default branch with another name', { ...text, base: 'master' }, { base: 'main' }],
  ])('is brought up to date: %s', async (_name, now, sent) => {
    if (sent) gitHub().patch(`${APP}/pulls/7`, exactly(sent)).reply(200, {});
    const open = { number: 7, ...now };
    await expect(updateFix(octokit(), REPOSITORY, open, text, 'main')).resolves.toBeUndefined();
  });

  it('says why it closes in the request that closes it', async () => {
    gitHub()
      .patch(`${APP}/pulls/7`, exactly({ body: 'new', state: 'closed' }))
      .reply(200, {});
    await expect(closeFix(octokit(), REPOSITORY, 7, text)).resolves.toBeUndefined();
  });
});

describe('its branch', () => {
  it('gets one commit with the bytes as they are, and without what is deleted', async () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a]);
    const github = gitHub();
    github
      .post(
        `${APP}/git/blobs`,
        exactly({ content: Buffer.from(bytes).toString('base64'), encoding: 'base64' }),
      )
      .reply(201, { sha: sha('b') });
    const tree = [
      { path: 'run.sh', mode: '100755', type: 'blob', sha: sha('b') },
      { path: '.mcp-auth/x', mode: '100644', type: 'blob', sha: null },
    ];
    github.post(`${APP}/git/trees`, exactly({ base_tree: sha('c'), tree })).reply(201, { sha: sha('d') });
    const commit = { message: 'why', tree: sha('d'), parents: [sha('a')] };
    github.post(`${APP}/git/commits`, exactly(commit)).reply(201, { sha: sha('e') });
    const changes = [
      { path: 'run.sh', mode: '100755', content: bytes },
      { path: '.mcp-auth/x', mode: '100644' },
    ];
    const base = { commit: sha('a'), tree: sha('c') };
    expect(await writeCommit(octokit(), REPOSITORY, base, changes, 'why')).toBe(sha('e'));
  });

  it('is made, moved and deleted; gone already is as good', async () => {
    const github = gitHub();
    github.post(`${APP}/git/refs`, exactly({ ref: 'refs/heads/rekey/fix', sha: sha('e') })).reply(201, {});
    github
      .patch(`${APP}/git/refs/heads%2Frekey%2Ffix`, exactly({ sha: sha('e'), force: true }))
      .reply(200, {});
    github.delete(`${APP}/git/refs/heads%2Frekey%2Ffix`).reply(422, { message: 'Reference does not exist' });
    await setBranch(octokit(), REPOSITORY, 'rekey/fix', sha('e'), false);
    await setBranch(octokit(), REPOSITORY, 'rekey/fix', sha('e'), true);
    await expect(deleteBranch(octokit(), REPOSITORY, 'rekey/fix')).resolves.toBeUndefined();
  });
});

describe('suggestions', () => {
  it('are one review that asks for nothing', async () => {
    const comments = [
      { path: 'a', body: 'one', line: 3, side: 'RIGHT' },
      { path: 'b', body: 'two', line: 9, side: 'RIGHT', start_line: 7, start_side: 'RIGHT' },
    ];
    gitHub()
      .post(`${APP}/pulls/7/reviews`, (body: { comments?: unknown; event?: unknown; commit_id?: unknown }) =>
        exactly({ comments, event: 'COMMENT', commit_id: sha('e') })({
          comments: body.comments,
          event: body.event,
          commit_id: body.commit_id,
        }),
      )
      .reply(200, {});
    const all = [
      { path: 'a', startLine: 3, endLine: 3, body: 'one' },
      { path: 'b', startLine: 7, endLine: 9, body: 'two' },
    ];
    const pull = { number: 7, head: sha('e') };
    await expect(publishSuggestions(octokit(), REPOSITORY, pull, all)).resolves.toBeUndefined();
  });
});
