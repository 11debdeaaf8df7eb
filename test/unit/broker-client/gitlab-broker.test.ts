import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { openConnection, type Connection } from '../../../src/broker-client/connection.ts';
import { createGitLabBroker } from '../../../src/broker-client/gitlab-broker.ts';
import { gitLabNamesOf, gitLabTypes } from '../../../src/broker-contract/gitlab-types.ts';
import { githubPat } from '../../support/credentials.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from '../broker/scripted-server.ts';

const TYPE = 'gitleaks_rule_id_github_personal_access_token';
const trust = { issuers: [], servers: [] };

let server: ScriptedServer;
let connection: Connection;
let accept: (response: ServerResponse) => void = (response) => void response.writeHead(204).end();

beforeAll(async () => {
  // A broker that somebody wrote by GitLab's page.
  server = await startScriptedServer(({ path }, response) => {
    if (path === '/v1/revocable_token_types') return sendJson(response, 200, { types: [TYPE] });
    accept(response);
  });
  connection = openConnection(server.origin, { method: 'gitlab', token: new Secret('shared') });
});
afterAll(async () => {
  await connection.close();
  await server.close();
});

const broker = () =>
  createGitLabBroker({
    connection,
    url: server.origin,
    auth: { method: 'gitlab', token: new Secret('shared') },
  });

describe('a broker that was written for GitLab', () => {
  const token = githubPat();
  const credential = { secret: new Secret(token), provider: 'github', type: 'github-pat-classic' };

  it('is sent what GitLab sends, and never believed to have proved anything', async () => {
    const outcome = await broker().revoke(credential, trust);
    expect(outcome).toMatchObject({ state: 'accepted_unverified', retryable: false });
    const post = server.requests.at(-1);
    expect(post).toMatchObject({ method: 'POST', path: '/v1/revoke_tokens' });
    expect(post?.headers['authorization']).toBe('shared');
    expect(JSON.parse(post?.body ?? '')).toEqual([{ type: TYPE, token }]);
  });

  it('is not sent a type that it does not list: a person is told', async () => {
    const before = server.requests.filter(({ method }) => method === 'POST').length;
    const outcome = await broker().revoke(
      { ...credential, provider: 'stripe', type: 'stripe-secret-key' },
      trust,
    );
    expect(outcome.state).toBe('manual_required');
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(before);
  });

  it.each([
    [429, true],
    [500, true],
    [400, false],
    [401, false],
  ])('understands %d', async (status, retryable) => {
    accept = (response) => void response.writeHead(status).end();
    const outcome = await broker().revoke(credential, trust);
    expect(outcome).toMatchObject({ state: 'failed', retryable });
  });
});

describe('gitLabTypes', () => {
  it('knows GitLab’s names and ours, for the types that are known', () => {
    const types = gitLabTypes([{ provider: 'github', type: 'github-pat-classic' }]);
    expect([...types.keys()]).toEqual([TYPE, 'github/github-pat-classic']);
    expect(gitLabNamesOf({ provider: 'gitlab', type: 'gitlab-pat' })).toEqual([
      'gitleaks_rule_id_gitlab_personal_access_token',
      'gitlab/gitlab-pat',
    ]);
  });
});
