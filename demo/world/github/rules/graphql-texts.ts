import type { Backend } from '../backend.ts';
import { numberAt, textAt, type JsonRecord } from '../json.ts';
import type { KnownText, TextType } from '../texts.ts';

const lastNumber = (url: string) => Number(/\/(\d+)$/.exec(url)?.[1] ?? 0);

/** An account of each login; null for nobody. */
type Accounts = (login: string) => JsonRecord | null;

/** The fields of each type that THREAD_QUERY asks for. */
const OWN_FIELDS: Readonly<
  Record<TextType, (rest: unknown, text: KnownText, accounts: Accounts) => JsonRecord>
> = {
  Issue: titled,
  PullRequest: titled,
  IssueComment: (rest) => ({ issue: { number: lastNumber(textAt(rest, 'issue_url')) } }),
  PullRequestReview: (rest) => ({ pullRequest: { number: lastNumber(textAt(rest, 'pull_request_url')) } }),
  PullRequestReviewComment: (rest) => {
    const above = numberAt(rest, 'in_reply_to_id');
    return {
      databaseId: numberAt(rest, 'id'),
      replyTo: above === 0 ? null : { databaseId: above },
      pullRequest: { number: lastNumber(textAt(rest, 'pull_request_url')) },
    };
  },
  CommitComment: (rest) => ({ commit: { oid: textAt(rest, 'commit_id') } }),
  Release: (rest) => ({ description: textAt(rest, 'body'), name: textAt(rest, 'name') }),
};

function titled(rest: unknown, { titles }: KnownText, accounts: Accounts): JsonRecord {
  return {
    number: numberAt(rest, 'number'),
    title: textAt(rest, 'title'),
    timelineItems: {
      nodes: titles.map(({ previousTitle, actor }) => ({ previousTitle, actor: accounts(actor) })),
    },
  };
}

/** What GitHub says of edits: of what was never edited, nothing. */
export function versions(
  body: string,
  { editor, bodies }: Pick<KnownText, 'editor' | 'bodies'>,
  author: string,
  accounts: Accounts,
): JsonRecord {
  const now = { diff: body, deletedAt: null, ...(editor === undefined ? {} : { editor }) };
  const edits = bodies.length === 0 ? [] : [now, ...bodies];
  return {
    editor: bodies.length === 0 ? null : accounts(editor ?? author),
    lastEditedAt: bodies.length === 0 ? null : new Date().toISOString(),
    userContentEdits: {
      nodes: edits.map(({ diff, deletedAt, editor: by = author }) => ({
        diff: deletedAt === null ? diff : null,
        deletedAt,
        editor: accounts(by),
      })),
    },
  };
}

/** A text as THREAD_QUERY wants it, made of what REST says of it and of its edits. */
export async function textNode(backend: Backend, text: KnownText, rest: unknown): Promise<JsonRecord> {
  const person = textAt(rest, 'user', 'login') || textAt(rest, 'author', 'login');
  const databaseId = numberAt(rest, 'user', 'id');
  const authorAssociation = textAt(rest, 'author_association') || 'NONE';
  const body = textAt(rest, 'body');
  const logins = [
    text.editor,
    ...text.bodies.map(({ editor }) => editor),
    ...text.titles.map(({ actor }) => actor),
  ];
  const known = new Map<string, JsonRecord>([
    [person, { login: person, ...(databaseId === 0 ? {} : { databaseId }) }],
  ]);
  for (const login of new Set(logins)) {
    if (login === undefined || known.has(login)) continue;
    const id = numberAt(await backend.read(text.owner, `/users/${login}`), 'id');
    known.set(login, { login, ...(id === 0 ? {} : { databaseId: id }) });
  }
  const accounts: Accounts = (login) => known.get(login) ?? null;
  const shared = text.type === 'Release' ? {} : { body, ...versions(body, text, person, accounts) };
  return {
    type: text.type,
    author: person === '' ? null : accounts(person),
    authorAssociation,
    ...shared,
    ...OWN_FIELDS[text.type](rest, text, accounts),
  };
}
