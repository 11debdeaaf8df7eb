import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Octokit } from '@octokit/rest';
import nock from 'nock';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { INSIDERS, unknownIn } from '../../../src/github/crowd.ts';
import type { ThreadPlace } from '../../../src/github/place.ts';
import { observeAlert } from '../../../src/jobs/texts/observe-alert.ts';
import { observeThread } from '../../../src/jobs/texts/observe-thread.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { readThread } from '../../../src/sources/threads/read-thread.ts';
import { githubPat, mcpBearer } from '../../support/credentials.ts';
import { REPOSITORY } from '../../support/findings.ts';
import { mcpConfig } from '../../support/story.ts';

const octokit = new Octokit();
const keys = deriveKeys(randomBytes(32));
const APP = '/repos/octo/app';
const PLACE: ThreadPlace = { kind: 'thread', thread: 'issue', id: '3', node: 'I_3', number: 3 };
const api = () => nock('https://api.github.com');
afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

const mona = { login: 'mona', databaseId: 7 };
const octo = { login: 'octo', databaseId: 8 };
const told = (token: string) => `Use \`mcp add --header "Authorization: Bearer ${token}"\`.`;
const renamed = (previousTitle: string, actor: object | null) => ({ previousTitle, actor });
const edit = (diff: string | null, editor: object | null, deletedAt: string | null = null) => ({
  diff,
  editor,
  deletedAt,
});

/** A text of mona's, as GraphQL tells of it. */
function answerThread(more: object): void {
  const node = { type: 'Issue', author: mona, authorAssociation: 'NONE', number: 3, title: 'An MCP server' };
  api()
    .post('/graphql')
    .reply(200, { data: { node: { ...node, ...more } } });
}

/** By token: the login of who put it there, and GitHub's word on that account. */
async function writersOf(tokens: readonly string[]) {
  const thread = await readThread(octokit, 'I_3');
  if (!thread) throw new Error('it is gone');
  const all = observeThread(keys, PLACE, thread, DEFAULT_POLICY, '2026-11-25');
  return tokens.map((token) => {
    const found = all.filter(({ seen }) => seen.finding.secret.reveal() === token);
    return found.map(({ writer }) => [writer?.login, writer?.id, writer?.association]);
  });
}

describe('a text that somebody else edited', () => {
  it('makes what an edit adds that of the editor, and leaves the author what he wrote', async () => {
    const [first, added, removed] = [githubPat(), githubPat(), githubPat()];
    const body = `${told(first)}\n\n${told(added)}`;
    answerThread({
      body,
      editor: octo,
      lastEditedAt: '2026-11-25T10:00:00Z',
      userContentEdits: { nodes: [edit(body, octo), edit(`${told(first)}\n\n${told(removed)}`, mona)] },
    });
    expect(await writersOf([first, added, removed])).toEqual([
      [['mona', 7, 'NONE']],
      [['octo', 8, undefined]],
      [['mona', 7, 'NONE']],
    ]);
  });

  it('is whose it was first when it is put back as it stood', async () => {
    const token = githubPat();
    answerThread({
      body: told(token),
      editor: octo,
      userContentEdits: { nodes: [edit(told(token), octo), edit('nothing', octo), edit(told(token), mona)] },
    });
    expect(await writersOf([token])).toEqual([[['mona', 7, 'NONE']]]);
  });

  it("is the editor's where the version before was deleted, and nobody's whose account was", async () => {
    const token = githubPat();
    const gone = edit(null, mona, '2026-11-25T10:00:00Z');
    const lastEditedAt = '2026-11-25T11:00:00Z';
    answerThread({
      body: told(token),
      editor: octo,
      userContentEdits: { nodes: [edit(told(token), octo), gone] },
    });
    expect(await writersOf([token])).toEqual([[['octo', 8, undefined]]]);
    answerThread({ body: told(token), editor: null, lastEditedAt, userContentEdits: null });
    expect(await writersOf([token])).toEqual([[[undefined, undefined, undefined]]]);
    answerThread({ body: told(token), editor: null, lastEditedAt: null, userContentEdits: null });
    expect(await writersOf([token])).toEqual([[['mona', 7, 'NONE']]]);
  });

  it('has the title of whoever gave it', async () => {
    const [own, changed, last] = [githubPat(), githubPat(), githubPat()];
    answerThread({
      title: `mcp ${last}`,
      body: 'See above.',
      timelineItems: { nodes: [renamed(`mcp ${own}`, octo), renamed(`mcp ${changed}`, null)] },
    });
    expect(await writersOf([own, changed, last])).toEqual([
      [['mona', 7, 'NONE']],
      [['octo', 8, undefined]],
      [[undefined, undefined, undefined]],
    ]);
  });
});

const permits = (login: string, permission: string, id: number) =>
  api().get(`${APP}/collaborators/${login}/permission`).reply(200, { permission, user: { id } });

/** An alert about a comment of mona's, who may only read, and about files. */
async function observe(value: string, body: string, files: Readonly<Record<string, string>> = {}) {
  const blobs = Object.keys(files).map((path, n) => ({ path, blob_sha: String(n).repeat(40) }));
  const located = [
    ...blobs.map((blob) => ({ type: 'commit', details: { ...blob, commit_sha: 'c'.repeat(40) } })),
    {
      type: 'issue_comment',
      details: { issue_comment_url: `https://api.github.com${APP}/issues/comments/9` },
    },
  ];
  api().get(`${APP}/secret-scanning/alerts/4/locations`).query(true).reply(200, located);
  for (const { path, blob_sha: blob } of blobs)
    api()
      .get(`${APP}/git/blobs/${blob}`)
      .reply(200, files[path], { 'content-type': 'application/vnd.github.raw' });
  const user = { login: 'mona', id: 7 };
  api()
    .get(`${APP}/issues/comments/9`)
    .reply(200, { node_id: 'IC_9', body, user, author_association: 'NONE' });
  const alert = { open: true, secret: new Secret(value), secretType: 'generic' };
  return observeAlert(octokit, REPOSITORY, alert, 4, DEFAULT_POLICY, '2026-11-25');
}

describe('an alert about a text', () => {
  it.each([
    ['who may write', octo, 'user:8', 'write', INSIDERS],
    ['who may not any more', octo, 'user:8', 'read', 'user:8'],
    ['whose account was deleted', null, '', 'read', unknownIn(REPOSITORY)],
  ])('is in the count of the editor %s', async (_, editor, _own, permission, crowd) => {
    const token = githubPat();
    permits('mona', 'read', 7);
    permits('octo', permission, 8);
    const nodes = [edit(told(token), editor), edit('Which one?', mona)];
    answerThread({
      type: 'IssueComment',
      body: told(token),
      editor,
      lastEditedAt: 'x',
      userContentEdits: { nodes },
    });
    const seen = await observe(token, told(token));
    expect(seen.map((one) => one.crowd)).toEqual([crowd, crowd]);
  });

  it('never joins the word of a stranger to that of the organisation', async () => {
    const token = mcpBearer();
    permits('mona', 'read', 7);
    const quoted = `\`\`\`json\n${mcpConfig('https://evil.example/mcp', token)}\n\`\`\``;
    answerThread({ type: 'IssueComment', body: quoted, editor: null, userContentEdits: null });
    const seen = await observe(token, quoted, { 'notes.txt': `The token is ${token}\n` });
    const facts = seen.map(({ crowd, finding }) => [crowd, finding.serverUrl]);
    expect(facts).toEqual([
      [INSIDERS, undefined],
      ['user:7', 'https://evil.example/mcp'],
      [INSIDERS, undefined],
    ]);
  });
});
