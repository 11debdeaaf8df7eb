import { INSIDERS } from '../../github/crowd.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { JudgedRange } from '../../inventory/judged-ranges.ts';
import { crowdOfPull, isOfFork } from './crowd-of.ts';

/** What brought the commits that a head is judged for. */
interface Brought {
  readonly repository: RepositoryRef;
  readonly ranges: readonly JudgedRange[];
  /** Of each range. */
  readonly listings: readonly { readonly commits: readonly string[] }[];
  /** The commits of a push; for a check that is asked for again nobody knows whether there was one. */
  readonly pushed: readonly string[];
}

/**
 * In whose count a credential in a commit is: that of whoever opened the pull request from a fork, unless the commit is in
 * a branch of the repository as well. The names in a commit are no help, anyone may write them.
 */
export async function crowdsOfHead(
  octokit: Octokit,
  { repository, ranges, listings, pushed }: Brought,
): Promise<(commit: string) => string> {
  const all = ranges.map((range, index) => ({ range, commits: new Set(listings[index]?.commits) }));
  const ofForks = all.filter(({ range }) => isOfFork(range));
  if (ofForks.length === 0) return () => INSIDERS;
  const own = new Set([
    ...pushed,
    ...all.filter(({ range }) => !isOfFork(range)).flatMap(({ commits }) => [...commits]),
  ]);
  const forks: { readonly commits: ReadonlySet<string>; readonly crowd: string }[] = [];
  for (const { range, commits } of ofForks)
    forks.push({ commits, crowd: await crowdOfPull(octokit, repository, range.number) });
  return (commit) => {
    if (own.has(commit)) return INSIDERS;
    const listing = forks.filter(({ commits }) => commits.has(commit));
    const crowds = (listing.length === 0 ? forks : listing).map(({ crowd }) => crowd);
    return crowds.includes(INSIDERS) ? INSIDERS : (crowds[0] ?? INSIDERS);
  };
}
