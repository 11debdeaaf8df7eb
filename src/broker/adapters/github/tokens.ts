/** How one kind of GitHub token is asked about, revoked, and replaced by a person. */
export interface GitHubToken {
  /** Answers 200 to a living token and 401 to a dead one; undefined when no request tells. */
  readonly probePath: string | undefined;
  readonly revokePath: string;
  /** True when the token itself authorises its revocation, false for the public bulk call. */
  readonly revokesItself: boolean;
  readonly rotateUrl: string;
}

const BULK = { probePath: '/user', revokePath: '/credentials/revoke', revokesItself: false } as const;

/** It opens nothing but the token endpoint, which needs the app's secret and would use the token up. */
const REFRESH: GitHubToken = {
  ...BULK,
  probePath: undefined,
  rotateUrl: 'https://github.com/settings/apps/authorizations',
};

const INSTALLATION: GitHubToken = {
  // `/user` refuses an installation token that lives.
  probePath: '/installation/repositories?per_page=1',
  revokePath: '/installation/token',
  revokesItself: true,
  rotateUrl: 'https://github.com/settings/installations',
};

/**
 * By the detector's type. Sources: https://docs.github.com/rest/credentials/revoke,
 * https://docs.github.com/rest/apps/installations#revoke-an-installation-access-token
 */
export const GITHUB_TOKENS: ReadonlyMap<string, GitHubToken> = new Map([
  ['github-pat-classic', { ...BULK, rotateUrl: 'https://github.com/settings/tokens' }],
  ['github-pat-fine-grained', { ...BULK, rotateUrl: 'https://github.com/settings/personal-access-tokens' }],
  ['github-oauth', { ...BULK, rotateUrl: 'https://github.com/settings/applications' }],
  ['github-user-to-server', { ...BULK, rotateUrl: 'https://github.com/settings/apps/authorizations' }],
  ['github-refresh', REFRESH],
  ['github-refresh-token', REFRESH],
  ['github-server-to-server', INSTALLATION],
  ['github-server-to-server-jwt', INSTALLATION],
]);

/** One sentence for people per way in which the revocation of a GitHub token ends. */
export const GITHUB_WORDS = {
  unknownType:
    "Rekey cannot revoke this kind of GitHub credential: its owner must remove it in GitHub's settings.",
  alreadyInactive: 'GitHub already refused the token before anything was done.',
  revoked: 'GitHub revoked the token and now refuses it.',
  stillAccepted:
    'GitHub accepted the revocation, but nothing yet proves that the token is dead: it will be tried again.',
  notProvable:
    "GitHub accepted the revocation, but offers no way to prove that a refresh token is dead: its owner should revoke the app's authorization as well.",
  refused: "GitHub did not accept the revocation: the token's owner must delete it on the page given.",
  limited: "GitHub's limit for revocations is used up: it will be tried again when GitHub allows.",
  unavailable: 'GitHub gave no usable answer to the revocation: it will be tried again.',
} as const;
