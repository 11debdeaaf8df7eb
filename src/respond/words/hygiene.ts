import type { Severity } from '../../policy/severity.ts';
import { count } from './count.ts';
import { SEVERITY_NAMES } from './severity.ts';

interface When {
  readonly number: number;
  readonly year: number;
}

/** Texts of the hygiene issue, and of what a check run says of the same checks; what is given is safe Markdown. */
export const HYGIENE_WORDS = {
  title: (findings: number, { number, year }: When) =>
    findings > 0
      ? `Rekey: ${count(findings, 'thing')} worth mending, week ${number} of ${year}`
      : `Rekey: exceptions end soon, week ${number} of ${year}`,
  nobodysTitle: (findings: number, { number, year }: When) =>
    `Rekey: ${count(findings, 'thing')} worth mending that nobody owns, week ${number} of ${year}`,
  closedTitle: ({ number, year }: When) => `Rekey: what was worth mending, week ${number} of ${year}`,
  neutralTitle: 'Rekey: what is worth mending',
  opening: (who: string, findings: number) =>
    `${who}: the checks of Rekey’s register find ${count(findings, 'thing')} worth mending in what you answer for. None of it is a leak.`,
  endingOnly: (who: string) => `${who}: the time for which findings were accepted is over soon.`,
  nobodys: (team: string | undefined, findings: number) =>
    `${team === undefined ? '' : `${team}: `}The checks of Rekey’s register find ${count(findings, 'thing')} worth mending for which nobody is known to answer. None of it is a leak. An owner is named in the policy’s \`servers\` or in CODEOWNERS.`,
  group: (severity: Severity, title: string, findings: number) =>
    `### ${SEVERITY_NAMES[severity]}: ${title} (${findings.toLocaleString('en-US')})`,
  subject: (finding: string, sentence: string, repository: string | undefined) =>
    `- ${finding} ${sentence}${repository === undefined ? '' : ` (${repository})`}`,
  more: (omitted: number) => `- … and ${omitted.toLocaleString('en-US')} more, in the dashboard`,
  remedy: (remedy: string, maps: string) => `**What to do:** ${remedy} Maps to ${maps}.`,
  also: (others: readonly (readonly [title: string, findings: number])[]) =>
    `**Also open:** ${others.map(([title, findings]) => `${title} (${findings.toLocaleString('en-US')})`).join('; ')}. The dashboard has them.`,
  exceptions: (ending: number, all: number) =>
    `### Accepted for a time that ends within 14 days (${ending.toLocaleString('en-US')} of ${all.toLocaleString('en-US')})`,
  exception: (title: string, name: string, day: string, reason: string) =>
    `- ${day}: ${title}: ${name}. Reason: ${reason}`,
  accept:
    'To leave one as it is for a time: `/rekey accept-risk CODE REASON until YYYY-MM-DD` in a comment, with the code before it, from whoever may decide; or in the dashboard. Rekey keeps this issue up to date and closes it when nothing is left, or when the next week brings something new.',
  nothing: 'Nothing is left to mend.',
  again: 'Something is worth mending again.',
  next: (issue: string | undefined) =>
    issue === undefined ? 'The issue of a later week takes its place.' : `${issue} takes its place.`,
  neutral: 'What Rekey finds worth mending stands in its dashboard.',
  check: {
    heading: '### Worth mending',
    intro: 'The change passes with these; they are no leaks.',
    line: (title: string, sentence: string, place: string, remedy: string) =>
      `- **${title}** at ${place}: ${sentence} ${remedy}`,
    more: (omitted: number) => `- … and ${omitted.toLocaleString('en-US')} more`,
  },
} as const;
