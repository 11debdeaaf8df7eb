import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, makeRequest } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';

/** GitHub's limit for one request. */
const MAX_VALUES = 1000;

/**
 * Revocation of leaked tokens, which the emulator lacks, and the bookkeeping of tokens that it gives out.
 * https://docs.github.com/rest/credentials/revoke
 */
export function credentialRules(backend: Backend): readonly Rule[] {
  const { callers } = backend;
  return [
    {
      method: 'POST',
      pattern: /^\/credentials\/revoke$/,
      handle: async (request) => {
        if (request.headers['authorization'] !== undefined)
          return errorAnswer(403, 'This endpoint does not accept authenticated requests.');
        const values = isRecord(request.body) ? request.body['credentials'] : undefined;
        const good = Array.isArray(values) && values.every((value) => typeof value === 'string');
        if (!good || values.length === 0 || values.length > MAX_VALUES)
          return errorAnswer(422, 'Validation Failed');
        callers.revoke(values);
        return jsonAnswer(202, {});
      },
    },
    {
      method: 'POST',
      pattern: /^\/app\/installations\/(\d+)\/access_tokens$/,
      handle: async (request, next, [id = '']) => {
        const answer = await next(request);
        const token = textAt(jsonOf(answer), 'token');
        if (token !== '') callers.addInstallationToken(token, Number(id));
        return answer;
      },
    },
    {
      method: 'POST',
      pattern: /^\/login\/oauth\/access_token$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const text = answer.body.toString('utf8');
        const token =
          textAt(jsonOf(answer), 'access_token') || (new URLSearchParams(text).get('access_token') ?? '');
        if (token === '') return answer;
        const headers = { authorization: `Bearer ${token}` };
        const user = await backend.ask(makeRequest('GET', '/user', { headers }));
        callers.addLoginToken(token, textAt(jsonOf(user), 'login'));
        return answer;
      },
    },
  ];
}
