import { SPEAKERS, VERBS, type Speaker, type Verb } from '../../github/command.ts';

/** How a person says it in a comment. */
export const COMMAND_WORDS: Readonly<Record<Verb, string>> = {
  revoke: '/rekey revoke',
  approve: '/rekey approve',
  decline: '/rekey decline REASON',
  'not-a-secret': '/rekey not-a-secret REASON',
  'accept-risk': '/rekey accept-risk REASON until YYYY-MM-DD',
  rotated: '/rekey rotated',
  owner: '/rekey owner @organisation/team',
  rescan: '/rekey rescan',
  help: '/rekey help',
};

/** What it does, in a few words. */
const COMMAND_DOES: Readonly<Record<Verb, string>> = {
  revoke: 'has it revoked now, whatever was decided before',
  approve: 'lets the revocation that waits go on',
  decline: 'leaves alive what waits; it stays open',
  'not-a-secret': 'closes the issue: this is not a secret, and it is not reported again',
  'accept-risk': 'leaves it alone until that day, for a year at most; then it comes back',
  rotated: 'has Rekey look whether it is dead',
  owner: 'says whose it is: a team, or a user who has access',
  rescan: 'reads again where it stands',
  help: 'writes this',
};

/** Who may say what, as headings of a list. */
const SPEAKER_WORDS: Readonly<Record<Speaker, string>> = {
  approver: 'Whoever may decide about this credential',
  writer: 'Whoever may write to this repository',
};

/** The reason that stands for a press of "Not a secret". */
export const BUTTON_REASON = 'the button on the check run.';

/** What Rekey understands, as a list for each kind of speaker. */
export function commandLists(): readonly string[] {
  const speakers: readonly Speaker[] = ['approver', 'writer'];
  return speakers.flatMap((speaker) => [
    `${SPEAKER_WORDS[speaker]}:`,
    VERBS.filter((verb) => SPEAKERS[verb] === speaker)
      .map((verb) => `- \`${COMMAND_WORDS[verb]}\` ${COMMAND_DOES[verb]}`)
      .join('\n'),
  ]);
}

/** Who is meant, and what is added to the sentence about an outcome; what is given is safe Markdown. */
export const ADDRESS_WORDS = {
  to: (login: string, says: string) => `To ${login}: ${says}`,
  who: (who: string) => `Who may: ${who}.`,
  decides: (who: string) => `Who may decide: ${who}.`,
  writers: (repository: string) => `whoever has the permission \`write\` on ${repository}`,
  written: (verb: Verb) => `This one is written \`${COMMAND_WORDS[verb]}\`.`,
} as const;
