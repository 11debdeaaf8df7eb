import type { ThreadType } from '../../github/place.ts';
import { count } from './count.ts';

/** What people call a text that a person wrote on GitHub. */
export const THREAD_NAMES: Readonly<Record<ThreadType, string>> = {
  issue: 'Issue',
  'issue-comment': 'Comment on issue',
  'pull-request': 'Pull request',
  review: 'Review of pull request',
  'review-comment': 'Review comment on pull request',
  'commit-comment': 'Comment on commit',
  discussion: 'Discussion',
  'discussion-comment': 'Comment on discussion',
  release: 'Release',
  wiki: 'Wiki page',
};

/** What people call a variable, by who reads it and who holds it. */
export const VARIABLE_NAMES = {
  actions: 'Actions variable',
  agents: 'Agents variable',
  repository: 'of the repository',
  organization: 'of the organisation',
  environment: 'of the environment',
  secret: { actions: 'Actions secret', agents: 'agents secret' },
} as const;

/** Parts of the name of a place; what is given is safe Markdown. */
export const PLACE_WORDS = {
  reach: (repositories: number) => `, which ${count(repositories, 'repository', 'repositories')} can read`,
  by: (author: string) => `, by ${author}`,
  title: 'its title',
  line: (line: number) => `line ${line}`,
  earlier: ' of an earlier version',
  log: (run: number, job: string) => `Log of run ${run}, job ${job}`,
  deletedLog: (run: number, job: string) => `Log of run ${run} (deleted), job ${job}`,
  step: (step: string) => `, step ${step}`,
  artifact: (name: string, run: number) => `Artifact ${name} of run ${run}`,
  alert: (number: number) => `Secret scanning alert ${number}`,
  goneVariable: ', which holds it no longer',
  gone: ', which is gone',
  goneFile: ', no longer at the head of a branch',
  commit: (commit: string) => ` at commit ${commit}`,
} as const;

/** The section that lists the places. */
export const PLACES_WORDS = {
  heading: '### Where it was found',
  all: (places: number, repositories: number) =>
    `${count(places, 'place')}${repositories > 1 ? ` in ${count(repositories, 'repository', 'repositories')}` : ''}:`,
  hidden: (places: number) =>
    `${count(places, 'place')}, in repositories that are not named where others read.`,
  oneOf: (all: number) => `, one of ${all.toLocaleString('en-US')} there`,
  line: (place: string, repository: string) => `- ${place} in ${repository}`,
  among: (list: string) => `Among them:\n\n${list}`,
} as const;
