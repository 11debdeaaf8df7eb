import { z } from 'zod';
import type { Octokit } from '../github/types.ts';
import { isGone, isOutOfReach } from './github-answers.ts';
import { readMarkers, shownIn } from './issue-marker.ts';
import type { RenderedAdvisory } from './render-advisory.ts';
import { ADVISORY_WORDS } from './words/advisory.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
}

export interface PublishAdvisoryOptions {
  /** The advisory written earlier for this incident. */
  readonly existingId?: string;
  /** True when an earlier try may have written one whose answer was lost. */
  readonly mayExist: boolean;
  /** The state that it showed last, where that is kept: what its hidden line says, people can edit. */
  readonly shown?: string;
  /** The login under which we write, asked for only where one is looked for. */
  readonly login: () => Promise<string>;
}

/** `refused`: the installation does not give the permission, or the repository takes none. */
export type PublishedAdvisory =
  { readonly outcome: 'published'; readonly ghsaId: string } | { readonly outcome: 'refused' };

const Advisory = z.object({
  ghsa_id: z.string().regex(/^GHSA(?:-[a-z0-9]{4}){3}$/i),
  state: z.string(),
  description: z.string().nullish(),
  author: z.object({ login: z.string() }).nullish(),
});
type Advisory = z.infer<typeof Advisory>;

const Advisories = z.array(Advisory);

/** CWE-798: use of hard-coded credentials. */
const CWE_IDS = ['CWE-798'];

async function create(octokit: Octokit, place: Place, rendered: RenderedAdvisory): Promise<string> {
  const { data } = await octokit.request('POST /repos/{owner}/{repo}/security-advisories', {
    ...place,
    summary: rendered.summary,
    description: rendered.description,
    severity: rendered.severity,
    cwe_ids: CWE_IDS,
    vulnerabilities: [{ package: { ecosystem: 'other', name: ADVISORY_WORDS.package } }],
  });
  return Advisory.parse(data).ghsa_id;
}

async function read(octokit: Octokit, place: Place, ghsaId: string) {
  try {
    const path = 'GET /repos/{owner}/{repo}/security-advisories/{ghsa_id}';
    const { data } = await octokit.request(path, { ...place, ghsa_id: ghsaId });
    return Advisory.parse(data);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * A lost one is recent, so it is among the newest hundred. Anyone may report a vulnerability that begins like ours, and
 * would read what is written into it.
 */
async function findLost(octokit: Octokit, place: Place, rendered: RenderedAdvisory, login: string) {
  const { data } = await octokit.request('GET /repos/{owner}/{repo}/security-advisories', {
    ...place,
    sort: 'created',
    direction: 'desc',
    per_page: 100,
  });
  const marker = readMarkers(rendered.description).incident;
  const isOurs = ({ author, state }: Advisory) =>
    state !== 'triage' && (!author || author.login.toLowerCase() === login.toLowerCase());
  return Advisories.parse(data).find(
    (one) => isOurs(one) && readMarkers(one.description ?? '').incident === marker,
  );
}

/** A draft that a person closed is opened again by a new state only. */
function stateFor(there: Advisory, rendered: RenderedAdvisory, shown: string | undefined) {
  if (rendered.closed) return { state: 'closed' } as const;
  const isNew = (shown ?? shownIn(there.description ?? '')) !== shownIn(rendered.description);
  return there.state === 'closed' && isNew ? ({ state: 'draft' } as const) : {};
}

async function write(
  octokit: Octokit,
  place: Place,
  rendered: RenderedAdvisory,
  { existingId, mayExist, shown, login }: PublishAdvisoryOptions,
): Promise<string> {
  const lost = async () => (mayExist ? findLost(octokit, place, rendered, await login()) : undefined);
  const there = existingId === undefined ? await lost() : await read(octokit, place, existingId);
  if (!there) return create(octokit, place, rendered);
  // What people published is theirs.
  if (there.state === 'published') return there.ghsa_id;
  const { summary, description, severity } = rendered;
  const path = 'PATCH /repos/{owner}/{repo}/security-advisories/{ghsa_id}';
  const content = { ...place, ghsa_id: there.ghsa_id, summary, description, severity };
  await octokit.request(path, { ...content, ...stateFor(there, rendered, shown) });
  return there.ghsa_id;
}

/**
 * Writes the draft security advisory of an incident, or brings it up to date and closes it.
 *
 * @throws GitHub's errors, for the queue to retry
 */
export async function publishAdvisory(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  rendered: RenderedAdvisory,
  options: PublishAdvisoryOptions,
): Promise<PublishedAdvisory> {
  const place = { owner: repository.owner, repo: repository.name };
  try {
    return { outcome: 'published', ghsaId: await write(octokit, place, rendered, options) };
  } catch (error) {
    if (isOutOfReach(error) || isGone(error)) return { outcome: 'refused' };
    throw error;
  }
}
