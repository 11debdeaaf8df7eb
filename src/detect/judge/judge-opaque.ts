import { isRefuted } from '../formats/find-formats.ts';
import { keyedFormatOf } from '../formats/keyed-formats.ts';
import { isPublicJwt, readClaims } from '../formats/jwt.ts';
import { isMadeUp } from '../not-a-secret/made-up.ts';
import { isLocalHost } from '../not-a-secret/local-host.ts';
import { hasPlaceholderWord, isMasked } from '../not-a-secret/placeholders.ts';
import { isPlainValue } from '../not-a-secret/plain-values.ts';
import type { Candidate } from '../readers/candidate.ts';
import type { Written } from '../text/written.ts';
import type { Credentials } from './auth-scheme.ts';
import { isUuid, opacity } from './opacity.ts';
import { isChosenPassword, isRemotePassword } from './password.ts';
import { hasUuidKeys, providerOf } from './provider-of.ts';
import { isPasswordKey, keyWords } from './secret-key.ts';
import { randomBits } from './randomness.ts';
import { spacedSecret } from './spaced-secret.ts';
import type { Verdict } from './verdict.ts';

type Kind = Pick<Verdict, 'provider' | 'type'>;

/** Fields of a remote server that the client sends as a bearer token. */
const BEARER_FIELDS = new Set([
  'bearer_token',
  'bearerToken',
  'experimental_bearer_token',
  'token',
  'authToken',
  'auth_token',
  'authorization_token',
]);
/** A random part may hold any short word by chance, so only these count where the place is sure. */
const INSTRUCTION =
  /(?:^|[-_.])(?:your|example|placeholder|insert|replace|secret|token|uuid)(?:$|[-_.])|(.)\1{7}/i;
const KEY_LENGTH = 12;
const isVagueKey = (key: string | undefined) => /^credentials?(?:_?id)?$/i.test(key ?? '');
/** Passwords of people are shorter than keys. */
const PASSWORD_LENGTH = 10;
const PASSWORD_BITS = 8;
/** Under these, not even a UUID is a mere identifier. */
const PLAINLY_SECRET = /api[-_]?key|token|secret|password/i;
const AWS_SECRET = /aws[_-]?secret/i;
const AWS_SHAPE = /^[A-Za-z\d/+]{40}$/;

/** What a value of no known format is, by the place where it stands. */
function kindOf(candidate: Candidate, value: string, { scheme }: Credentials): Kind {
  const { slot, key = '', server, host } = candidate;
  if (slot === 'oauth-client-secret') return { provider: 'mcp', type: 'mcp-client-secret' };
  if (slot === 'oauth-token') {
    if (/registration/i.test(key)) return { provider: 'mcp', type: 'mcp-registration-token' };
    return { provider: 'mcp', type: /refresh/i.test(key) ? 'mcp-refresh-token' : 'mcp-access-token' };
  }
  const isSent = slot === 'header' || slot === 'argument' || slot === 'env';
  const isBearer =
    scheme === 'bearer' || (scheme === undefined && slot === 'header' && BEARER_FIELDS.has(key));
  if (isSent && isBearer && server.url !== undefined) return { provider: 'mcp', type: 'mcp-bearer' };
  const provider = candidate.provider ?? providerOf(key, host, server.name);
  if (candidate.isCertain) return { provider, type: candidate.identity?.type ?? 'mcp-url' };
  if (readClaims(value)) return { provider, type: 'jwt' };
  if (AWS_SECRET.test(key) && AWS_SHAPE.test(value))
    return { provider: 'aws', type: 'aws-secret-access-key' };
  if (slot === 'url-userinfo' || isPasswordKey(key)) return { provider, type: 'password' };
  return { provider, type: 'generic-key' };
}

function isPersonChosen({ slot, key = '', host, user = '' }: Candidate, value: string): boolean {
  if (slot === 'url-userinfo') return isRemotePassword(value, host ?? '', user);
  return (isPasswordKey(key) || keyWords(key).includes('secret')) && isChosenPassword(value);
}

function confidenceOf(
  candidate: Candidate,
  value: string,
  kind: Kind,
  scheme: string | undefined,
): Verdict['confidence'] | undefined {
  if (candidate.isCertain) return INSTRUCTION.test(value) ? undefined : 'high';
  if (kind.type === 'aws-secret-access-key') return isMadeUp(value) ? undefined : 'high';
  const isLocal =
    candidate.slot === 'url-userinfo' && candidate.host !== undefined && isLocalHost(candidate.host);
  if (isUuid(value)) {
    const isKey =
      scheme !== undefined ||
      hasUuidKeys(kind.provider) ||
      kind.type.startsWith('mcp-') ||
      PLAINLY_SECRET.test(candidate.key ?? '');
    // `credential` and the like are often the id of one that is kept elsewhere.
    return isKey ? 'high' : isVagueKey(candidate.key) ? undefined : 'medium';
  }
  const isPassword = kind.type === 'password';
  // What a manager of passwords makes, shorter than a key.
  if (
    isPassword &&
    value.length >= PASSWORD_LENGTH &&
    randomBits(value) >= PASSWORD_BITS &&
    !isMadeUp(value) &&
    isChosenPassword(value)
  )
    return isLocal ? 'low' : 'high';
  const looks = opacity(value, isPassword ? PASSWORD_LENGTH : undefined);
  if (looks === 'strong') return isLocal ? 'low' : 'high';
  if (isMadeUp(value) || isLocal) return undefined;
  // A parameter that is known to be the key of this host.
  if (candidate.provider !== undefined && value.length >= KEY_LENGTH && !hasPlaceholderWord(value))
    return 'high';
  if (looks === 'weak' && !hasPlaceholderWord(value)) return 'medium';
  return isPersonChosen(candidate, value) ? 'medium' : undefined;
}

/**
 * Judges what is written out at a place for secrets and fits no known format. Undefined for references' remains,
 * placeholders, identifiers, publishable keys, defaults of a developer's machine, and words.
 */
export function judgeOpaque(
  candidate: Candidate,
  written: Written,
  credentials: Credentials,
): Verdict | undefined {
  const { value } = written;
  const spaced = spacedSecret(candidate.key, value);
  if (spaced !== undefined)
    return {
      provider: providerOf(candidate.key, candidate.host, candidate.server.name),
      type: spaced,
      confidence: 'high',
      written,
      prefix: '',
    };
  if (value === '' || isMasked(value) || isRefuted(value)) return undefined;
  if (!candidate.isCertain && isPlainValue(value, candidate.key)) return undefined;
  const claims = readClaims(value);
  if (claims && isPublicJwt(claims)) return undefined;
  const keyed = candidate.isCertain ? undefined : keyedFormatOf(candidate.key, value, candidate.server.name);
  if (keyed && !isMadeUp(value)) return { ...keyed, written, prefix: '' };
  const kind = kindOf(candidate, value, credentials);
  const confidence = claims ? 'high' : confidenceOf(candidate, value, kind, credentials.scheme);
  return confidence && { ...kind, confidence, written, prefix: claims ? 'eyJ' : '' };
}
