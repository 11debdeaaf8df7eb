import type { ThreadType } from '../../github/place.ts';

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
