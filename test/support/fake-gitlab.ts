import { startScriptedServer, sendJson, type ScriptedServer } from '../unit/broker/scripted-server.ts';

/** A GitLab of the organisation's own, with what the API of personal access tokens tells and does. */
export interface FakeGitLab extends ScriptedServer {
  readonly living: Set<string>;
  /** The first question about these is never answered. */
  readonly silentOnce: Set<string>;
  /** These can be looked at and not be revoked. */
  readonly stubborn: Set<string>;
}

const SELF = '/api/v4/personal_access_tokens/self';

/** See https://docs.gitlab.com/api/personal_access_tokens/ */
export async function startFakeGitLab(lastUsedAt: Date): Promise<FakeGitLab> {
  const living = new Set<string>();
  const silentOnce = new Set<string>();
  const stubborn = new Set<string>();
  const server = await startScriptedServer(({ method, path, headers }, response) => {
    const token = String(headers['private-token']);
    if (path !== SELF || !living.has(token)) return sendJson(response, 401, { message: '401 Unauthorized' });
    if (method === 'GET') {
      if (silentOnce.delete(token)) return;
      return sendJson(response, 200, {
        id: 7,
        name: 'deploy of @octo/payments `x`',
        revoked: false,
        active: true,
        scopes: ['api', 'write_repository'],
        created_at: '2026-01-02T03:04:05.000Z',
        last_used_at: lastUsedAt.toISOString(),
        expires_at: '2027-01-02',
        user_id: 7,
      });
    }
    if (method !== 'DELETE') return sendJson(response, 405, {});
    if (stubborn.has(token)) return sendJson(response, 403, { message: '403 Forbidden' });
    living.delete(token);
    response.writeHead(204).end();
  });
  return { ...server, living, silentOnce, stubborn };
}
