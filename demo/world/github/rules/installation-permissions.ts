import type { Rule } from '../backend.ts';
import { jsonOf, withJson } from '../exchange.ts';
import { isRecord } from '../json.ts';
import type { VariableStore } from '../variable-store.ts';

/** An installation tells which permissions it gives today. https://docs.github.com/rest/apps/apps#get-an-installation-for-the-authenticated-app */
export function installationPermissionRules(store: VariableStore): readonly Rule[] {
  return [
    {
      method: 'GET',
      pattern: /^\/app\/installations\/\d+$/,
      handle: async (request, next) => {
        const answer = await next(request);
        const body = jsonOf(answer);
        return answer.status === 200 && isRecord(body)
          ? withJson(answer, { ...body, permissions: store.permissions })
          : answer;
      },
    },
  ];
}
