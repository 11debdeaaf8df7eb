import type { Backend, Rule } from '../backend.ts';
import type { Discussion, DiscussionComment, Discussions } from '../discussions.ts';
import { errorAnswer, jsonAnswer, type Answer } from '../exchange.ts';
import { isRecord, numberAt, textAt, type JsonRecord } from '../json.ts';
import { operationName } from '../openapi/validate-graphql.ts';
import type { KnownText, Texts, TextType } from '../texts.ts';
import { textNode, versions } from './graphql-texts.ts';

/** The permission that lets an App read a text. */
const PERMISSION: Readonly<Record<TextType, string>> = {
  Issue: 'issues',
  IssueComment: 'issues',
  PullRequest: 'pull_requests',
  PullRequestReview: 'pull_requests',
  PullRequestReviewComment: 'pull_requests',
  CommitComment: 'contents',
  Release: 'contents',
};

function discussionNode(
  discussion: Discussion,
  comment: DiscussionComment | undefined,
  databaseId: number,
): JsonRecord {
  const { login, body, bodies } = comment ?? discussion;
  const author = { login, databaseId };
  const edits = versions(body, { bodies }, login, () => author);
  const common = { author, authorAssociation: 'NONE', body, ...edits };
  const { node: id, number, title } = discussion;
  if (comment === undefined) return { type: 'Discussion', ...common, id, number, title };
  const replyTo = comment.replyTo === undefined ? null : { id: comment.replyTo };
  return { type: 'DiscussionComment', ...common, id: comment.node, replyTo, discussion: { id, number } };
}

const failed = (data: JsonRecord, type: string, path: string) =>
  jsonAnswer(200, { data, errors: [{ type, path: [path], locations: [], message: `${type} of ${path}` }] });

/** The small part of GitHub's GraphQL that Rekey uses. https://docs.github.com/graphql */
export function graphqlRules(backend: Backend, texts: Texts, discussions: Discussions): readonly Rule[] {
  const { plan } = backend;

  const readText = async (text: KnownText): Promise<Answer> => {
    if (!(PERMISSION[text.type] in plan.permissions)) return failed({ node: null }, 'FORBIDDEN', 'node');
    const rest = await backend.read(text.owner, text.path);
    if (rest === undefined) return failed({ node: null }, 'NOT_FOUND', 'node');
    return jsonAnswer(200, { data: { node: await textNode(backend, text, rest) } });
  };

  const handle: Rule['handle'] = async (request) => {
    const caller = backend.callers.identify(request);
    if (caller.kind !== 'installation') return errorAnswer(401, 'Requires authentication');
    const variables = isRecord(request.body) ? request.body['variables'] : undefined;
    const id = textAt(variables, 'id') || textAt(variables, 'discussion');
    const text = texts.find(id);
    const found = discussions.find(id);
    const owner = text?.owner ?? found?.discussion.owner ?? '';
    const nothing = { [found || text ? 'addDiscussionComment' : 'node']: null };
    if (plan.installations[owner] !== caller.installationId)
      return failed({ node: null }, 'NOT_FOUND', 'node');
    if (text) return readText(text);
    if (!found || !('discussions' in plan.permissions)) return failed(nothing, 'FORBIDDEN', 'node');
    const { discussion, comment } = found;
    switch (operationName(request.body)) {
      case 'RekeyThread': {
        const person = await backend.read(owner, `/users/${(comment ?? discussion).login}`);
        const node = discussionNode(discussion, comment, numberAt(person, 'id'));
        return jsonAnswer(200, { data: { node } });
      }
      case 'RekeyAnswers': {
        const answers = discussion.comments.filter(({ replyTo }) => replyTo === comment?.node);
        const nodes = answers.map(({ body }) => ({ body }));
        return jsonAnswer(200, { data: { node: { [comment ? 'replies' : 'comments']: { nodes } } } });
      }
      default: {
        if (plan.permissions['discussions'] !== 'write')
          return failed(nothing, 'FORBIDDEN', 'addDiscussionComment');
        const replyTo = textAt(variables, 'replyTo') || undefined;
        const above = replyTo === undefined ? undefined : discussions.find(replyTo)?.comment;
        if (replyTo !== undefined && (above === undefined || above.replyTo !== undefined))
          return failed(nothing, 'UNPROCESSABLE', 'addDiscussionComment');
        const bot = `${plan.appSlug}[bot]`;
        const made = discussions.comment(
          discussion.number,
          discussion,
          bot,
          textAt(variables, 'body'),
          replyTo,
        );
        return jsonAnswer(200, { data: { addDiscussionComment: { comment: { id: made.node } } } });
      }
    }
  };

  return [{ method: 'POST', pattern: /^\/graphql$/, handle }];
}
