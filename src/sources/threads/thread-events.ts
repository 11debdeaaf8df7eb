import type { ThreadType } from '../../github/place.ts';

/** Where an event's payload holds the text that a person wrote. */
export interface ThreadEvent {
  readonly thread: ThreadType;
  /** With these a text is new or has changed. */
  readonly actions: readonly string[];
  /** Key of the text's object in the payload. */
  readonly subject: string;
  /** What people call it by. */
  readonly id: 'id' | 'number';
  /** Key of its title, when it has one. */
  readonly title?: 'title' | 'name';
  /** Key of the object whose number is that of the conversation. */
  readonly conversation?: string;
}

const WRITTEN = ['created', 'edited'];
const OPENED = ['opened', 'edited'];

/**
 * The events that bring a text. An issue that is transferred is `opened` in its new repository. Of a release that is
 * published at once GitHub sends several events; they lead to the same rows.
 * https://docs.github.com/webhooks/webhook-events-and-payloads
 */
export const THREAD_EVENTS = {
  issues: { thread: 'issue', actions: OPENED, subject: 'issue', id: 'number', title: 'title' },
  issue_comment: {
    thread: 'issue-comment',
    actions: WRITTEN,
    subject: 'comment',
    id: 'id',
    conversation: 'issue',
  },
  pull_request: {
    thread: 'pull-request',
    actions: OPENED,
    subject: 'pull_request',
    id: 'number',
    title: 'title',
  },
  pull_request_review: {
    thread: 'review',
    actions: ['submitted', 'edited'],
    subject: 'review',
    id: 'id',
    conversation: 'pull_request',
  },
  pull_request_review_comment: {
    thread: 'review-comment',
    actions: WRITTEN,
    subject: 'comment',
    id: 'id',
    conversation: 'pull_request',
  },
  commit_comment: { thread: 'commit-comment', actions: WRITTEN, subject: 'comment', id: 'id' },
  discussion: { thread: 'discussion', actions: WRITTEN, subject: 'discussion', id: 'number', title: 'title' },
  discussion_comment: {
    thread: 'discussion-comment',
    actions: WRITTEN,
    subject: 'comment',
    id: 'id',
    conversation: 'discussion',
  },
  release: {
    thread: 'release',
    actions: [...WRITTEN, 'published'],
    subject: 'release',
    id: 'id',
    title: 'name',
  },
} as const satisfies Readonly<Record<string, ThreadEvent>>;

export type ThreadEventName = keyof typeof THREAD_EVENTS;
