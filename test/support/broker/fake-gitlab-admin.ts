import { randomBytes } from 'node:crypto';
import { sendJson, startScriptedServer, type ScriptedServer } from '../../unit/broker/scripted-server.ts';
import { generators } from '../credentials.ts';

/** As much of a GitLab as tells its administrator about any token, and ends it. */
export interface FakeGitLabAdmin extends ScriptedServer {
  /** The administrator's own token. */
  readonly admin: string;
  /** Those that live. */
  readonly tokens: Set<string>;
  add(): string;
}

/** https://docs.gitlab.com/api/admin/token/ */
export async function startFakeGitLabAdmin(): Promise<FakeGitLabAdmin> {
  const admin = `glpat-${randomBytes(15).toString('base64url')}`;
  const tokens = new Set<string>();
  const server = await startScriptedServer(({ method, path, headers, body }, response) => {
    if (path !== '/api/v4/admin/token') return sendJson(response, 404, { error: '404 Not Found' });
    if (headers['private-token'] !== admin) return sendJson(response, 401, { message: '401 Unauthorized' });
    const { token = '' } = JSON.parse(body) as { token?: string };
    if (!tokens.has(token)) return sendJson(response, 404, { message: '404 Not Found' });
    if (method === 'POST') return sendJson(response, 200, { id: 7, username: 'deploy', revoked: false });
    if (method !== 'DELETE') return sendJson(response, 405, {});
    tokens.delete(token);
    return response.writeHead(204).end();
  });
  return {
    ...server,
    admin,
    tokens,
    add: () => {
      const token = generators['gitlab-deploy-token']?.() ?? '';
      tokens.add(token);
      return token;
    },
  };
}
