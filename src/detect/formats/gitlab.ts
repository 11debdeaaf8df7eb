import { alnum, base64url, hex, lowerAlnum, type Format, type Part } from './format.ts';
import { hasRoutableChecksum, routableToken } from './token-checksum.ts';
import { token } from './token.ts';

const PAYLOAD = base64url(27, 300);
/** The digit tells whether the runner serves an instance, a group or a project. */
const RUNNER = ['glrt-t1_', 'glrt-t2_', 'glrt-t3_'] as const;

/** Tokens that name the part of GitLab they belong to, with a checksum. */
function routable(type: string, prefixes: readonly [string, ...string[]], version: '01' | ''): Format {
  const end: readonly Part[] = version === '' ? ['.', lowerAlnum(9)] : ['.01.', lowerAlnum(9)];
  return token('gitlab', type, prefixes, [PAYLOAD, ...end], {
    confidence: 'exact',
    proof: hasRoutableChecksum,
    example: (random) => routableToken(prefixes[0], random.base64url(32), version),
    lookAlikes: (random) => {
      const right = routableToken(prefixes[0], random.base64url(32), version);
      return [right.slice(0, -1) + (right.endsWith('0') ? '1' : '0')];
    },
  });
}

/**
 * GitLab's token families, the longer before the shorter that it holds.
 * https://docs.gitlab.com/security/tokens/#token-prefixes
 */
export const GITLAB: readonly Format[] = [
  routable('gitlab-pat-routable', ['glpat-'], '01'),
  routable('gitlab-pat-routable-v0', ['glpat-'], ''),
  token('gitlab', 'gitlab-pat', 'glpat-', base64url(20)),
  token('gitlab', 'gitlab-deploy-token', 'gldt-', base64url(20)),
  routable('gitlab-runner-token-routable', RUNNER, '01'),
  routable('gitlab-runner-token-routable-v0', RUNNER, ''),
  token('gitlab', 'gitlab-runner-token', 'glrt-', base64url(20)),
  token('gitlab', 'gitlab-ci-job-token', 'glcbt-', [alnum(1, 5), '_', base64url(20)]),
  token('gitlab', 'gitlab-pipeline-trigger-token', 'glptt-', hex(40)),
  token('gitlab', 'gitlab-feed-token', 'glft-', base64url(20)),
  token('gitlab', 'gitlab-incoming-mail-token', 'glimt-', base64url(25)),
  token('gitlab', 'gitlab-agent-token', 'glagent-', base64url(50)),
  token('gitlab', 'gitlab-oauth-secret', 'gloas-', base64url(64)),
  token('gitlab', 'gitlab-scim-token', 'glsoat-', base64url(20)),
  token('gitlab', 'gitlab-feature-flag-token', 'glffct-', base64url(20)),
  token('gitlab', 'gitlab-runner-registration-token', 'GR1348941', base64url(20)),
];
