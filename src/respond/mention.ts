import { code } from './markdown.ts';

/** The form in which somebody can stand in Markdown as a mention and nothing else; anything else is shown as code. */
const MENTION = /^@[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\/[A-Za-z0-9][A-Za-z0-9_-]{0,99})?$/;

/** A mention, so that GitHub tells them. Teams of others have no say, and nobody is to be called for nothing. */
export function mention(who: string, owner: string): string {
  const [name = '', team] = who.slice(1).split('/', 2);
  const isOwn = team === undefined || name.toLowerCase() === owner.toLowerCase();
  return MENTION.test(who) && isOwn ? who : code(who, 60);
}
