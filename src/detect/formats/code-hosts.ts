import { alnum, anyHex, base64url, digits, lowerAlnum, type Format, type Sampler } from './format.ts';
import { hasTokenChecksum, tokenChecksum } from './token-checksum.ts';
import { token } from './token.ts';

/** Tokens of one GitHub kind; they may grow to 255 characters, and the last six stay the checksum. */
function gitHub(type: string, prefix: string, payload = 30): Format {
  const example = (random: Sampler) => {
    const body = random.alnum(payload);
    return prefix + body + tokenChecksum(body);
  };
  return {
    provider: 'github',
    type,
    confidence: 'exact',
    prefixes: [prefix],
    body: [alnum(36, 251)],
    proof: hasTokenChecksum,
    example,
    counterexamples: (random) => {
      const right = example(random);
      return [right.slice(0, -1) + (right.endsWith('0') ? '1' : '0'), `${prefix}your_token_here`];
    },
  };
}

/** Where code lives and is searched. */
export const CODE_HOSTS: readonly Format[] = [
  gitHub('github-pat-classic', 'ghp_'),
  gitHub('github-oauth', 'gho_'),
  gitHub('github-user-to-server', 'ghu_'),
  gitHub('github-server-to-server', 'ghs_'),
  gitHub('github-refresh', 'ghr_', 70),
  {
    provider: 'github',
    type: 'github-server-to-server-jwt',
    confidence: 'exact',
    prefixes: ['ghs_'],
    body: [digits(1, 12), '_eyJ', base64url(20, 1024), '.eyJ', base64url(20, 4096), '.', base64url(20, 1024)],
    example: (random) => `ghs_${random.digits(6)}_${random.jwt({ iss: 'github', exp: 1 })}`,
    counterexamples: (random) => [`ghs_${random.digits(6)}_eyJ${random.base64url(30)}`],
  },
  // The middle of the second half is a checksum as well, but no document of GitHub's says so.
  token('github', 'github-pat-fine-grained', 'github_pat_', [alnum(22), '_', alnum(59)], {
    confidence: 'exact',
  }),
  // Access tokens of a workspace, project or repository, of an app password, and of Atlassian's administration.
  token('bitbucket', 'bitbucket-access-token', 'ATCTT3xFfGN0', base64url(100, 250), {
    tail: ['=', anyHex(8)],
  }),
  token('bitbucket', 'bitbucket-app-password', 'ATBB', alnum(32), { accepts: (one) => /\d/.test(one) }),
  token('atlassian', 'atlassian-api-token', 'ATATT3xFfGF0', base64url(100, 250), { tail: ['=', alnum(8)] }),
  token('atlassian', 'atlassian-admin-api-key', 'ATCTT3xFfGF0', base64url(100, 250), {
    tail: ['=', anyHex(8)],
  }),
  token('sourcegraph', 'sourcegraph-access-token', 'sgp_', [anyHex(16), '_', anyHex(40)]),
  token('sourcegraph', 'sourcegraph-local-access-token', 'sgp_local_', anyHex(40)),
  token('sourcegraph', 'sourcegraph-access-token-v2', 'sgp_', anyHex(40)),
  token('postman', 'postman-api-key', 'PMAK-', [anyHex(24), '-', anyHex(34)]),
  token('postman', 'postman-collection-key', 'PMAT-', alnum(26)),
  token('gitbook', 'gitbook-api-token', 'gb_api_', alnum(40)),
  token('readme', 'readme-api-key', 'rdme_', lowerAlnum(70)),
];
