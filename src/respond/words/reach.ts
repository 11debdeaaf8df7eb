import { count, moreOf } from './count.ts';

const SCOPES = {
  repository: 'of the repository',
  environment: 'of the environment',
  organization: 'of the organisation',
} as const;

/** The section about the jobs and servers that take a credential; what is given is safe Markdown. */
export const REACH_WORDS = {
  heading: '### What it reaches',
  all: (ways: number, repositories: number, isMore: boolean) =>
    `${isMore ? 'At least ' : ''}${count(ways, 'job or server', 'jobs and servers')} in ${count(repositories, 'repository', 'repositories')} ${ways === 1 ? 'takes' : 'take'} what holds it:`,
  holder: (via: 'secret' | 'variable', name: string, scope: keyof typeof SCOPES) =>
    `${via === 'secret' ? 'Actions secret' : 'variable'} ${name} ${SCOPES[scope]}`,
  job: (job: string) => `job ${job}`,
  environment: (name: string) => `environment ${name}`,
  server: (name: string) => `MCP server ${name}`,
  line: (steps: readonly string[], repository: string) => `- ${steps.join(' → ')} in ${repository}`,
  more: (omitted: number) => `${moreOf(omitted, 'way', 'ways')}; the dashboard has them.`,
} as const;
