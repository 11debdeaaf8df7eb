import type { Backend, Rule } from '../backend.ts';
import { changeRequest, jsonOf, withJson, type GitHubRequest } from '../exchange.ts';
import { isRecord, records, textAt } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { Texts } from '../texts.ts';
import type { WebhookRelay } from '../webhook-relay.ts';

const OF_REPOSITORY = /^\/repos\/([^/]+)\/([^/]+)(\/.*)$/;

/** The emulator knows answers to a comment as comments only. */
const reply: Rule['handle'] = (request, next, [base = '', comment = '']) => {
  const body = { body: textAt(request.body, 'body'), in_reply_to_id: Number(comment) };
  const changed: GitHubRequest = changeRequest(request, {
    body: body,
  });
  return next({ ...changed, path: `${base}/comments` });
};

/** Texts of people: their earlier versions, answers to review comments, and comments on commits. */
export function threadRules(backend: Backend, texts: Texts, relay: WebhookRelay): readonly Rule[] {
  const { plan } = backend;

  /** The emulator makes comments on commits and tells nobody. https://docs.github.com/webhooks/webhook-events-and-payloads#commit_comment */
  const tellCommitComment = async (owner: string, repo: string, comment: unknown): Promise<void> => {
    const id = plan.installations[owner];
    if (!plan.events.includes('commit_comment') || id === undefined) return;
    const repository = await backend.read(owner, `/repos/${owner}/${repo}`);
    const sender = isRecord(comment) ? comment['user'] : undefined;
    await relay.send('commit_comment', {
      action: 'created',
      comment,
      repository,
      sender,
      installation: { id },
    });
  };

  const actorOf = (request: GitHubRequest): string => {
    if (backend.callers.identify(request).kind === 'installation') return `${plan.appSlug}[bot]`;
    const token = (request.headers['authorization'] ?? '').replace(/^bearer\s+/i, '');
    return [...plan.userTokens].find(([, tokens]) => tokens.includes(token))?.[0] ?? '';
  };

  const remember: Rule['handle'] = async (request, next, [owner = '', repo = '', below = '']) => {
    const before = request.method === 'POST' ? undefined : await texts.before(owner, request.path, below);
    const answer = await next(request);
    if (answer.status < 300) texts.note([owner, repo, below], jsonOf(answer), before, actorOf(request));
    return answer;
  };

  /** An App needs `contents: read` for it, and the emulator wants write: so the owner writes it in the App's name. */
  const commentOnCommit: Rule['handle'] = async (request, next, [owner = '', repo = '']) => {
    const byApp = backend.callers.identify(request).kind === 'installation';
    const answer = byApp
      ? await backend.ask(backend.asUser(backend.actorFor(owner), request))
      : await next(request);
    const made = jsonOf(answer);
    if (answer.status !== 201 || !isRecord(made)) return answer;
    const user = byApp ? { login: `${plan.appSlug}[bot]`, type: 'Bot' } : made['user'];
    void tellCommitComment(owner, repo, { ...made, user });
    return withJson(answer, { ...made, user });
  };

  /** The emulator takes `comments` for the number of a pull request. */
  const listReviewComments: Rule['handle'] = async (request, _next, [owner = '', repo = '']) => {
    const since = request.query.get('since') ?? '';
    const paths = texts.pathsOf('PullRequestReviewComment', owner, repo);
    const all = records(await Promise.all(paths.map((path) => backend.read(owner, path))));
    const newer = all.filter((one) => textAt(one, 'updated_at') >= since.replace(/\.\d+Z$/, 'Z'));
    return pageAnswer(request, backend.apiUrl, newer);
  };

  return [
    { method: 'GET', pattern: /^\/repos\/([^/]+)\/([^/]+)\/pulls\/comments$/, handle: listReviewComments },
    ...['POST', 'PATCH', 'PUT'].map((method) => ({ method, pattern: OF_REPOSITORY, handle: remember })),
    {
      method: 'POST',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/commits\/[^/]+\/comments$/,
      handle: commentOnCommit,
    },
    {
      method: 'POST',
      pattern: /^(\/repos\/[^/]+\/[^/]+\/pulls\/\d+)\/comments\/(\d+)\/replies$/,
      handle: reply,
    },
  ];
}
