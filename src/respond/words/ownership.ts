import { NO_ACCOUNT } from '../../github/login.ts';
import type { IncidentReport } from '../../inventory/report.ts';
import { isEnded } from '../../inventory/state.ts';
import { code } from '../markdown.ts';
import { mention } from '../mention.ts';

type Whose = Pick<IncidentReport, 'state' | 'introduction' | 'ownership'>;

const MAX_OWNERS = 5;

/** Who said whose it is, after "Owner". */
const SOURCES = {
  person: 'as a person said here',
  register: 'by the register of MCP servers in the policy',
  codeowners: 'by CODEOWNERS',
  committer: 'nobody else is named, and the leak came by this account',
} as const;

function by(author: string | undefined): string {
  if (author === undefined) return '';
  return author === NO_ACCOUNT ? ' by an author without a GitHub account' : ` by ${code(author, 60)}`;
}

/** Whom a commit names: anybody may have written that. */
function named(author: string | undefined): string {
  return author === undefined || author === NO_ACCOUNT
    ? by(author)
    : `, which names ${code(author, 60)} as its author`;
}

/** How it came to be there, as a fact and without blame. */
const CAME = {
  commit: (commit: string, author?: string, broughtBy = NO_ACCOUNT) =>
    broughtBy === NO_ACCOUNT
      ? `Came with commit ${code(commit.slice(0, 12))}${named(author)}.`
      : `Came with commit ${code(commit.slice(0, 12))}, brought${by(broughtBy)}.`,
  log: (_: string, author?: string, _by?: string) => begun('Came with the log of a workflow run', author),
  artifact: (_: string, author?: string, _by?: string) =>
    begun('Came with an artifact of a workflow run', author),
  thread: (_: string, author?: string, _by?: string) => `Came with a text${by(author)}.`,
} as const;

function begun(what: string, author: string | undefined): string {
  return author === undefined || author === NO_ACCOUNT
    ? `${what}.`
    : `${what} that ${code(author, 60)} began.`;
}

function cameWith({ introduction }: Whose): readonly string[] {
  if (!introduction) return [];
  const { kind, commit, author, broughtBy } = introduction;
  return kind === 'variable' || kind === 'alert' ? [] : [CAME[kind](commit, author, broughtBy)];
}

function owned({ state, introduction, ownership }: Whose): readonly string[] {
  if (!ownership || !introduction) return [];
  const { owners, source } = ownership;
  // Whoever was written down as an owner is called while something is left to do; a committer never is.
  const calls = source !== 'committer' && !isEnded(state);
  const names = owners
    .slice(0, MAX_OWNERS)
    .map((owner) =>
      calls ? mention(owner, introduction.repository.owner) : code(owner.replace(/^@/, ''), 60),
    );
  const more = owners.length > MAX_OWNERS ? ` and ${owners.length - MAX_OWNERS} more` : '';
  return [`Owner: ${names.join(', ')}${more} (${SOURCES[source]}).`];
}

/**
 * The section that says how it came there and whose it is. Not where the public can read: names of teams and of people
 * who work in private repositories are none of its business.
 */
export function ownershipSection(incident: Whose, toPublic: boolean): readonly string[] {
  const lines = toPublic ? [] : [...cameWith(incident), ...owned(incident)];
  return lines.length === 0 ? [] : ['### Whose it is', lines.map((line) => `- ${line}`).join('\n')];
}
