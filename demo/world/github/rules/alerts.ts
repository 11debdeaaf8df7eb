import type { Alerts } from '../alerts.ts';
import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, type GitHubRequest } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';
import { pageAnswer } from '../paging.ts';

const ALERT = /^\/repos\/([^/]+)\/([^/]+)\/secret-scanning\/alerts\/(\d+)$/;

const showsSecret = (request: GitHubRequest) => request.query.get('hide_secret') !== 'true';

/** GitHub's secret scanning, which the emulator lacks. https://docs.github.com/rest/secret-scanning/secret-scanning */
export function alertRules(backend: Backend, alerts: Alerts): readonly Rule[] {
  const { plan } = backend;
  const guarded =
    (level: 'read' | 'write', handle: Rule['handle']): Rule['handle'] =>
    async (request, next, parts) => {
      const given = plan.permissions['secret_scanning_alerts'];
      const caller = backend.callers.identify(request);
      const own =
        caller.kind === 'installation' && plan.installations[parts[0] ?? ''] === caller.installationId;
      if (!own) return errorAnswer(404, 'Not Found');
      if (given !== 'write' && given !== level)
        return errorAnswer(403, 'Resource not accessible by integration');
      return handle(request, next, parts);
    };
  const find = ([owner = '', repo = '', number = '']: readonly string[]) =>
    alerts.of({ owner, repo }).find((one) => one.number === Number(number));

  return [
    {
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/secret-scanning\/alerts$/,
      handle: guarded('read', async (request, _next, [owner = '', repo = '']) => {
        const state = request.query.get('state');
        const listed = alerts.of({ owner, repo }).filter((one) => state === null || one.state === state);
        const newest = listed.toReversed().map((one) => alerts.toAnswer(one, showsSecret(request)));
        return pageAnswer(request, backend.apiUrl, newest);
      }),
    },
    {
      method: 'GET',
      pattern: ALERT,
      handle: guarded('read', async (request, _next, parts) => {
        const alert = find(parts);
        if (alert === undefined) return errorAnswer(404, 'Not Found');
        return jsonAnswer(200, alerts.toAnswer(alert, showsSecret(request)));
      }),
    },
    {
      method: 'PATCH',
      pattern: ALERT,
      handle: guarded('write', async (request, _next, parts) => {
        const alert = find(parts);
        if (alert === undefined || !isRecord(request.body)) return errorAnswer(404, 'Not Found');
        const changed = alerts.change(alert, {
          state: request.body['state'] === 'resolved' ? 'resolved' : 'open',
          resolution: textAt(request.body, 'resolution'),
          resolution_comment: textAt(request.body, 'resolution_comment'),
        });
        return jsonAnswer(200, alerts.toAnswer(changed, true));
      }),
    },
    {
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/secret-scanning\/alerts\/(\d+)\/locations$/,
      handle: guarded('read', async (request, _next, parts) => {
        const alert = find(parts);
        if (alert === undefined) return errorAnswer(404, 'Not Found');
        return pageAnswer(request, backend.apiUrl, alert.locations);
      }),
    },
  ];
}
