import { code } from './markdown.ts';
import { ADDRESS_WORDS } from './words/commands.ts';
import { FINDING_ANSWERS } from './words/finding-answers.ts';

/**
 * The comment that says what came of a person's word on a hygiene issue. It names who is meant, and mentions nobody.
 *
 * @param key by which the comment is found again
 */
export function renderFindingAnswer(
  outcome: keyof typeof FINDING_ANSWERS,
  { key, login }: { readonly key: string; readonly login: string },
): string {
  return [
    `<!-- rekey:answer:${key.replaceAll(/[^\w/-]/g, '')} -->`,
    ADDRESS_WORDS.to(code(login, 60), FINDING_ANSWERS[outcome]),
  ].join('\n\n');
}
