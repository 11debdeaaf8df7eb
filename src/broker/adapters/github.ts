import { toEgressFailure, isPassingStatus } from '../egress-failure.ts';
import type { Outcome } from '../broker.ts';
import type { GuardedFetch, GuardedInit } from '../guarded-fetch.ts';
import { Journal } from '../journal.ts';
import { isProvedDead, PATIENT_WAITS, type Life } from '../prove-dead.ts';
import { readRetryAfter } from '../retry-after.ts';
import type { Adapter } from './adapter.ts';
import { GITHUB_TOKENS, GITHUB_WORDS, type GitHubToken } from './github/tokens.ts';

const NAME = 'github';
/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
const DEFAULT_WAIT_MS = 60_000;
const HEADER_SAFE = /^[\x21-\x7e]{1,4096}$/;
const HEADERS = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };

type Ask = (path: string, init: GuardedInit) => Promise<Response | undefined>;

/**
 * Revokes GitHub's own tokens: personal, OAuth and user-to-server ones by the public bulk call, which takes no
 * authentication and tells nothing about the token (https://docs.github.com/rest/credentials/revoke), and
 * installation tokens by themselves. Proof is a 401 to the token's own request.
 *
 * @param options.apiUrl base of the REST API, from the operator's configuration, never from scanned text
 * @param options.waits before each look after a revocation, in milliseconds
 */
export function createGitHubAdapter(options: {
  readonly fetch: GuardedFetch;
  readonly apiUrl: string;
  readonly now?: () => number;
  readonly waits?: readonly number[];
}): Adapter {
  const { fetch, now = Date.now, waits = PATIENT_WAITS } = options;
  const base = options.apiUrl.replace(/\/$/, '');

  return async (credential, _trust, { attemptedBefore = false, signal }) => {
    const journal = new Journal(NAME, now);
    const token = GITHUB_TOKENS.get(credential.type);
    const value = credential.secret.reveal();
    if (!token || !HEADER_SAFE.test(value)) return journal.end('manual_required', GITHUB_WORDS.unknownType);
    const ask: Ask = async (path, init) => {
      try {
        return await fetch(`${base}${path}`, { ...init, headers: { ...HEADERS, ...init.headers }, signal });
      } catch (error) {
        toEgressFailure(error);
        return undefined;
      }
    };
    const look = createLook(ask, journal, token, value);
    const life = await look();
    if (life === 'dead') return endDead(journal, attemptedBefore);

    journal.note('revocation_sent');
    const answer = await ask(token.revokePath, revocationInit(token, value));
    const refusal = readRefusal(answer, token, journal, now);
    if (refusal) return refusal;
    if (answer?.ok) journal.note('revocation_accepted', answer.status);
    if (token.probePath === undefined) {
      return journal.end('accepted_unverified', GITHUB_WORDS.notProvable, {
        rotateUrl: token.rotateUrl,
        retryable: false,
      });
    }
    return (await isProvedDead(look, waits, signal))
      ? journal.end('revoked_verified', GITHUB_WORDS.revoked)
      : journal.end('accepted_unverified', GITHUB_WORDS.stillAccepted, {
          rotateUrl: token.rotateUrl,
          retryable: true,
        });
  };
}

function createLook(ask: Ask, journal: Journal, token: GitHubToken, value: string): () => Promise<Life> {
  return async () => {
    if (token.probePath === undefined) return 'unknown';
    const headers = { authorization: `Bearer ${value}` };
    const status = (await ask(token.probePath, { headers, discardBody: true }))?.status;
    const life: Life = status === 401 ? 'dead' : status === 200 ? 'live' : 'unknown';
    journal.note(life === 'dead' ? 'probe_dead' : life === 'live' ? 'probe_live' : 'probe_failed', status);
    return life;
  };
}

/** The bulk call refuses an Authorization header with 403; an installation token revokes itself with it. */
function revocationInit(token: GitHubToken, value: string): GuardedInit {
  if (token.revokesItself) return { method: 'DELETE', headers: { authorization: `Bearer ${value}` } };
  const body = JSON.stringify({ credentials: [value] });
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}

/** The outcome when GitHub did not accept the revocation; undefined when it did, or when the token was dead already. */
function readRefusal(
  answer: Response | undefined,
  token: GitHubToken,
  journal: Journal,
  now: () => number,
): Outcome | undefined {
  const { rotateUrl } = token;
  if (answer?.ok || (answer?.status === 401 && token.revokesItself)) return undefined;
  journal.note('revocation_refused', answer?.status);
  if (!answer) return journal.end('failed', GITHUB_WORDS.unavailable, { rotateUrl, retryable: true });
  const isLimit = answer.status === 403 || answer.status === 429;
  if (!isLimit && !isPassingStatus(answer.status))
    return journal.end('manual_required', GITHUB_WORDS.refused, { rotateUrl });
  const asked = readRetryAfter(answer.headers, now()) ?? (isLimit ? DEFAULT_WAIT_MS : undefined);
  return journal.end('failed', isLimit ? GITHUB_WORDS.limited : GITHUB_WORDS.unavailable, {
    rotateUrl,
    retryable: true,
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
  });
}

function endDead(journal: Journal, attemptedBefore: boolean): Outcome {
  return attemptedBefore
    ? journal.end('revoked_verified', GITHUB_WORDS.revoked)
    : journal.end('already_inactive', GITHUB_WORDS.alreadyInactive);
}
