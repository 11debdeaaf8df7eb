import type { RenderedCheck, RenderedIssue } from '../../src/respond/rendered.ts';
import { checkPage, conversationPage, type Conversation } from './github-pages.ts';

/** One text of Rekey's, as its reader meets it. */
export interface Example {
  /** Names its picture: `docs/pictures/NAME.png`. Absent where the text alone is enough. */
  readonly picture?: string;
  readonly heading: string;
  /** Who meets it, and when. */
  readonly when: string;
  /** The Markdown that GitHub gets. */
  readonly markdown: string;
  /** What the Markdown is, where it is none. */
  readonly language?: 'markdown' | 'text';
  /** The page that is drawn. */
  readonly page?: string;
}

/** Examples that belong together. */
export interface Chapter {
  readonly heading: string;
  readonly examples: readonly Example[];
}

/** GitHub shows comments of HTML to nobody. */
const withoutMarkers = (body: string): string => body.replaceAll(/<!--[\s\S]*?-->\n*/g, '').trim();

/** A check run: its title, buttons, summary, and what stands at lines of files. */
export function ofCheck(heading: string, when: string, check: RenderedCheck, picture?: string): Example {
  const buttons = (check.actions ?? []).map(({ label }) => `[${label}]`).join(' ');
  const marks = check.annotations.map(
    ({ path, start_line, title, message }) => `${path}:${start_line}: ${title}\n${message}`,
  );
  return {
    heading,
    when,
    markdown: [
      `**${check.title}${buttons === '' ? '' : `   ${buttons}`}**`,
      check.summary,
      ...(marks.length > 0 ? ['At the lines:', ...marks] : []),
    ].join('\n\n'),
    ...(picture === undefined
      ? {}
      : { picture, page: checkPage(check, heading.startsWith('Rekey policy') ? 'Rekey policy' : 'Rekey') }),
  };
}

/** An issue or another conversation. */
export function ofConversation(
  heading: string,
  when: string,
  conversation: Conversation,
  picture?: string,
): Example {
  return {
    heading,
    when,
    markdown: `**${conversation.title}**\n\n${withoutMarkers(conversation.body)}`,
    ...(picture === undefined ? {} : { picture, page: conversationPage(conversation) }),
  };
}

/** An issue of Rekey's. */
export function ofIssue(
  heading: string,
  when: string,
  { title, body, labels, closed }: RenderedIssue,
  picture?: string,
  comments?: Conversation['comments'],
): Example {
  const state = closed ? 'closed' : 'open';
  const conversation = { title, body, labels, number: 12, kind: 'issue', state } as const;
  return ofConversation(heading, when, { ...conversation, ...(comments ? { comments } : {}) }, picture);
}

/** A comment. */
export const ofComment = (heading: string, when: string, body: string): Example => ({
  heading,
  when,
  markdown: withoutMarkers(body),
});

/** Texts that differ in little, each on a line or a block of its own. */
export const ofList = (heading: string, when: string, texts: readonly string[]): Example => ({
  heading,
  when,
  markdown: [...new Set(texts.map(withoutMarkers))].join('\n\n'),
});
