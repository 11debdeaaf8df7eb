import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonOf, withJson } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';

/** https://docs.github.com/rest/issues/issues#create-an-issue answers 422 above this. */
const MAX_BODY = 65_536;

/** Issues as GitHub has them: a longest body, 410 where they are disabled, and the App that wrote them. */
export function issueRules(backend: Backend): readonly Rule[] {
  const { plan } = backend;
  const disabled = (owner: string, name: string) =>
    plan.repositories.some((repo) => repo.owner === owner && repo.name === name && repo.issues === false);
  const app = { id: plan.appId, slug: plan.appSlug, name: 'Rekey' };

  const handle: Rule['handle'] = async (request, next, [owner = '', repo = '']) => {
    if (disabled(owner, repo)) return errorAnswer(410, 'Issues are disabled for this repo');
    if (textAt(request.body, 'body').length > MAX_BODY)
      return errorAnswer(422, `Validation Failed: body is too long (maximum is ${MAX_BODY} characters)`);
    const answer = await next(request);
    const body = jsonOf(answer);
    const byApp = isRecord(body) && textAt(body, 'user', 'login') === `${plan.appSlug}[bot]`;
    return byApp ? withJson(answer, { ...body, performed_via_github_app: app }) : answer;
  };

  const pattern = /^\/repos\/([^/]+)\/([^/]+)\/issues(?:\/.*)?$/;
  return ['GET', 'POST', 'PATCH'].map((method) => ({ method, pattern, handle }));
}
