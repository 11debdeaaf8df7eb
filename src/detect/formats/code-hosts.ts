import {
  alnum,
  base64,
  base64url,
  digits,
  hex,
  lowerAlnum,
  padding,
  type Format,
  type Sampler,
} from './format.ts';
import { hasTokenChecksum, tokenChecksum } from './token-checksum.ts';

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
      const token = example(random);
      return [token.slice(0, -1) + (token.endsWith('0') ? '1' : '0'), `${prefix}your_token_here`];
    },
  };
}

/** Where code, packages and builds live. */
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
  },
  {
    provider: 'github',
    type: 'github-pat-fine-grained',
    confidence: 'exact',
    prefixes: ['github_pat_'],
    body: [alnum(22), '_', alnum(59)],
    example: (random) => `github_pat_${random.alnum(22)}_${random.alnum(59)}`,
  },
  {
    // The routable form ends in `.` and a base-36 length with checksum.
    provider: 'gitlab',
    type: 'gitlab-pat',
    confidence: 'high',
    prefixes: ['glpat-'],
    body: [base64url(20, 300)],
    tail: ['.', lowerAlnum(9)],
    example: (random) => `glpat-${random.base64url(20)}`,
  },
  {
    provider: 'npm',
    type: 'npm-access-token',
    confidence: 'high',
    prefixes: ['npm_'],
    body: [alnum(36)],
    example: (random) => `npm_${random.alnum(36)}`,
  },
  {
    // A macaroon for pypi.org: the prefix is its base64 header. https://pypi.org/help/#apitoken
    provider: 'pypi',
    type: 'pypi-api-token',
    confidence: 'exact',
    prefixes: ['pypi-AgEIcHlwaS5vcmc'],
    body: [base64url(50, 1024)],
    example: (random) => `pypi-AgEIcHlwaS5vcmc${random.base64url(150)}`,
  },
  {
    provider: 'buildkite',
    type: 'buildkite-api-token',
    confidence: 'high',
    prefixes: ['bkua_'],
    body: [hex(40)],
    example: (random) => `bkua_${random.hex(40)}`,
  },
  {
    // Base64 of a JSON object, then the secret. https://docs.sentry.io/account/auth-tokens/
    provider: 'sentry',
    type: 'sentry-org-token',
    confidence: 'exact',
    prefixes: ['sntrys_eyJ'],
    body: [alnum(20, 1024), padding(0, 2), '_', base64(43)],
    example: (random) => `sntrys_eyJ${random.alnum(120)}=_${random.alnum(43)}`,
  },
  {
    provider: 'sentry',
    type: 'sentry-user-token',
    confidence: 'high',
    prefixes: ['sntryu_'],
    body: [hex(64)],
    example: (random) => `sntryu_${random.hex(64)}`,
  },
  {
    provider: 'vercel',
    type: 'vercel-token',
    confidence: 'high',
    prefixes: ['vcp_', 'vck_', 'vci_', 'vca_', 'vcr_'],
    body: [alnum(56)],
    example: (random) => `vcp_${random.alnum(56)}`,
  },
  {
    provider: 'netlify',
    type: 'netlify-token',
    confidence: 'high',
    prefixes: ['nfp_'],
    body: [alnum(36)],
    example: (random) => `nfp_${random.alnum(36)}`,
  },
  {
    provider: 'postman',
    type: 'postman-api-key',
    confidence: 'high',
    prefixes: ['PMAK-'],
    body: [hex(24), '-', hex(34)],
    example: (random) => `PMAK-${random.hex(24)}-${random.hex(34)}`,
  },
];
