import { describe, expect, it } from '@jest/globals';
import { mayDecide } from '../../../src/jobs/decide/may-decide.ts';
import { answerForGitHub, gitHub, octokit } from '../respond/github.ts';

const HOME = { owner: 'acme', name: 'app' };
const OCTO = { id: 5, login: 'Octo' };
const TEAM = '/orgs/acme/teams/security/memberships/Octo';
const PERMISSION = '/repos/acme/app/collaborators/Octo/permission';
const member = (state: string) => ({ url: 'x', role: 'member', state });
const TEAM_NOW = '/orgs/acme/teams/security';
const COLLABORATOR = '/repos/acme/app/collaborators/Octo';
const PINS = new Map<string, number | null>([
  ['@acme/never', null],
  ['@octo', 5],
  ['@octo2', 6],
  ['@acme/security', 77],
  ['@acme/ops', 78],
  ['@evil/security', 79],
]);
const ask = (approvers: readonly string[], pins = PINS) =>
  mayDecide(octokit(), { approvers, pins, home: HOME, said: HOME }, OCTO);
/** GitHub, where the team has the id that it had when the policy named it. */
const withTeam = (slug = 'security', id = 77) => gitHub().get(`/orgs/acme/teams/${slug}`).reply(200, { id });

answerForGitHub();

describe('mayDecide', () => {
  it('knows a user by the id that the name had, whatever he is called by now', async () => {
    gitHub().get(COLLABORATOR).reply(204);
    expect(await ask(['@acme/security', '@octo'])).toEqual({ may: true });
    gitHub().get(COLLABORATOR).reply(204);
    expect(await ask(['@before'], new Map([['@before', 5]]))).toEqual({ may: true });
  });

  it('knows nobody by a login that another account had, or that was never found', async () => {
    gitHub();
    for (const pins of [[['@octo', 6]], [['@octo', null]], []] as const)
      expect(await ask(['@octo'], new Map(pins))).toEqual({ may: false, doubt: '@octo' });
    expect(await ask(['@octo2', '@oct', '@octo-'])).toEqual({ may: false });
  });

  it.each([404, 403])(
    'takes who is listed and does not belong to the repository (%i) for no',
    async (status) => {
      gitHub().get(COLLABORATOR).reply(status, { message: 'no' });
      expect(await ask(['@octo'])).toEqual({ may: false });
    },
  );

  it('asks no team that has taken the name of another, nor one that was not there when it was listed', async () => {
    withTeam('security', 78);
    expect(await ask(['@acme/security'])).toEqual({ may: false, doubt: '@acme/security' });
    gitHub();
    expect(await ask(['@acme/never'])).toEqual({ may: false, doubt: '@acme/never' });
    expect(await ask(['@acme/security'], new Map())).toEqual({ may: false, gap: 'members' });
  });

  it.each([
    ['active', true],
    ['pending', false],
  ])('asks whether a member of a team is %s', async (state, may) => {
    withTeam().get(TEAM).reply(200, member(state));
    expect(await ask(['@ACME/Security'])).toEqual({ may });
  });

  it('takes a team that is gone, or a former member, for no', async () => {
    withTeam().get(TEAM).reply(404, { message: 'Not Found' });
    expect(await ask(['@acme/security'])).toEqual({ may: false });
    gitHub().get(TEAM_NOW).reply(404, { message: 'Not Found' });
    expect(await ask(['@acme/security'])).toEqual({ may: false, doubt: '@acme/security' });
  });

  it('asks no team of another owner', async () => {
    gitHub();
    expect(await ask(['@evil/security', '@octo/octo'])).toEqual({ may: false });
  });

  it('says no, and why, when it may not ask, but goes on to the other teams', async () => {
    const refusal = { message: 'Resource not accessible by integration' };
    gitHub().get(TEAM_NOW).reply(403, refusal);
    expect(await ask(['@acme/security'])).toEqual({ may: false, gap: 'members' });
    withTeam('ops', 78)
      .get(TEAM_NOW)
      .reply(403, refusal)
      .get(TEAM.replace('security', 'ops'))
      .reply(200, member('active'));
    expect(await ask(['@acme/security', '@acme/ops'])).toEqual({ may: true });
  });

  it.each([500, 502])('is tried again when GitHub answers %i', async (status) => {
    withTeam().get(TEAM).reply(status);
    await expect(ask(['@acme/security'])).rejects.toMatchObject({ status });
  });

  it('is tried again when a limit is reached, which is no refusal', async () => {
    withTeam().get(TEAM).reply(403, { message: 'secondary rate limit' }, { 'retry-after': '60' });
    await expect(ask(['@acme/security'])).rejects.toMatchObject({ status: 403 });
  });

  it.each([
    [{ permission: 'admin', role_name: 'admin', user: { id: 5 } }, true],
    [{ permission: 'write', role_name: 'maintain', user: { id: 5 } }, false],
    [{ permission: 'admin', role_name: 'admin', user: { id: 6 } }, false],
    [{ permission: 'admin', role_name: 'admin', user: null }, false],
  ])('where nobody is listed, takes %j for %p', async (answer, may) => {
    gitHub().get(PERMISSION).reply(200, answer);
    expect(await ask([])).toEqual({ may });
  });

  it.each([404, 403])('takes no collaborator (%i) for no', async (status) => {
    gitHub().get(PERMISSION).reply(status, { message: 'no' });
    expect(await ask([])).toEqual({ may: false });
  });

  it('does not guess at an answer that it does not know', async () => {
    withTeam().get(TEAM).reply(200, { state: 'maybe' });
    await expect(ask(['@acme/security'])).rejects.toMatchObject({ code: 'GITHUB_ANSWER' });
  });
});
