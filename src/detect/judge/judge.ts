import { findFormats } from '../formats/find-formats.ts';
import { literalPieces, type Syntax } from '../not-a-secret/references.ts';
import { hasPlaceholderWord, isMasked } from '../not-a-secret/placeholders.ts';
import type { Candidate, Trust } from '../readers/candidate.ts';
import { decodedAs, slice, trim, type Written } from '../text/written.ts';
import { decodeBasic, readCredentials, type Credentials } from './auth-scheme.ts';
import { judgeOpaque } from './judge-opaque.ts';
import { opacity } from './opacity.ts';
import { findPrivateKey } from './private-key.ts';
import { isSecretKey } from './secret-key.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** No token is longer; longer values are searched for known formats only. */
const MAX_LENGTH = 16_384;
/** No name of a secret is longer, and one name may be asked of for many values. */
const MAX_KEY = 256;
const MIN_BASIC_PASSWORD = 6;
const MAX_PARTS = 16;
/** Long, of one piece, with a digit and a letter: no name of a package, a path, an image or a price is written so. */
const POSITIONAL_KEY =
  /^(?=.{0,64}\d)(?=.{0,64}[A-Za-z])(?:[\da-f]{32,128}|[A-Za-z\d]{24,128}|(?=.{0,64}[a-z])(?=.{0,64}[A-Z])[\w-]{40,128})$/;

/** Names that mean a secret among a server's variables only; elsewhere they are names of anything. */
const VAGUE = /^(?:key|sig|signature|license|dsn|cookie|cookies|pass|sas|pat|credentials?|secrets|bearer)$/i;

const isVague = (trust: Trust) => trust === 'mention' || trust === 'settings';

function isSecretPlace({ isSecretPlace: ofPlace, key, trust }: Candidate, { scheme }: Credentials): boolean {
  if (ofPlace !== undefined) return ofPlace;
  if (scheme !== undefined) return true;
  return key !== undefined && isSecretKey(key) && !(isVague(trust) && VAGUE.test(key));
}

/** `Basic` of user and password: the secret is the password, or the user where a token stands there alone. */
function judgeBasic(candidate: Candidate, { written }: Credentials): readonly Verdict[] {
  const login = decodeBasic(written.value);
  if (!login) return [];
  const { user, password } = login;
  for (const half of [password, user]) {
    const [match] = findFormats(half);
    if (match) return [verdictOf(match, decodedAs(written, half.slice(match.start, match.end)), true)];
  }
  const secret = password === '' ? user : password;
  const place = {
    ...candidate,
    isSecretPlace: true,
    slot: 'url-userinfo',
    user,
    host: candidate.host ?? 'remote.host',
  } as const;
  if (
    secret.length < MIN_BASIC_PASSWORD ||
    isMasked(secret) ||
    literalPieces(secret).some(({ end }) => end < secret.length)
  )
    return [];
  const verdict = judgeOpaque(place, decodedAs(written, secret), { written });
  const isDefault =
    verdict?.confidence === 'medium' && hasPlaceholderWord(user) && opacity(secret) === 'none';
  return verdict && !isDefault ? [verdict] : [];
}

/**
 * In a text that only speaks of MCP, what may be something else is not worth a person's time. Formats, and what stands
 * between user and host, leave no doubt what they are.
 */
function byTrust(verdict: Verdict, { trust, slot }: Candidate): Verdict {
  const isDoubtful = trust === 'mention' && verdict.confidence === 'medium' && slot !== 'url-userinfo';
  return isDoubtful ? { ...verdict, confidence: 'low' } : verdict;
}

/** Several keys in one value, such as `API_KEYS=a,b`: only where each of them is surely one. */
function partsOf(written: Written): readonly Written[] {
  const parts = [...written.value.matchAll(/[^,;|\s]+/g)];
  const areKeys =
    parts.length > 1 && parts.length <= MAX_PARTS && parts.every(([part]) => opacity(part) === 'strong');
  return areKeys ? parts.map(({ 0: part, index }) => slice(written, index, index + part.length)) : [written];
}

/** A key that stands alone among a server's arguments, without a flag that says what it is. */
function judgePositional(candidate: Candidate, credentials: Credentials): readonly Verdict[] {
  const { value } = candidate.written;
  if (!candidate.isPositional || !POSITIONAL_KEY.test(value) || opacity(value) !== 'strong') return [];
  const verdict = judgeOpaque(candidate, candidate.written, credentials);
  return verdict ? [{ ...verdict, confidence: 'medium' }] : [];
}

/** A private key says nothing of its issuer; the document that it is a part of may. */
function identified(privateKey: Verdict, { identity }: Candidate): Verdict {
  return identity ? { ...privateKey, provider: identity.provider, type: identity.type } : privateKey;
}

function judgeValue(candidate: Candidate, expands: ReadonlySet<Syntax> | undefined): readonly Verdict[] {
  const { written } = candidate;
  const credentials = readCredentials(written);
  const isSecret = isSecretPlace(candidate, credentials);
  const known = findFormats(written.value);
  if (known.length > 0) {
    return known.map((match) => verdictOf(match, slice(written, match.start, match.end), isSecret));
  }
  if (written.value.length > MAX_LENGTH) return [];
  const privateKey = findPrivateKey(written);
  if (privateKey) return [identified(privateKey, candidate)];
  return judgeUnknown(candidate, credentials, isSecret, expands).map((verdict) =>
    byTrust(verdict, candidate),
  );
}

function judgeUnknown(
  candidate: Candidate,
  credentials: Credentials,
  isSecret: boolean,
  expands: ReadonlySet<Syntax> | undefined,
): readonly Verdict[] {
  if (!isSecret) return judgePositional(candidate, credentials);
  const inner = credentials.written;
  // npm's `_auth` is the same without the scheme.
  if (credentials.scheme === 'basic' || candidate.key === '_auth') return judgeBasic(candidate, credentials);
  return literalPieces(inner.value, expands).flatMap(({ start, end }) => {
    // Beside a reference, or as its default, only what is surely a secret counts.
    const isWhole = start === 0 && end === inner.value.length;
    return partsOf(trim(slice(inner, start, end))).flatMap((part) => {
      const verdict = judgeOpaque(candidate, part, credentials);
      return verdict && (isWhole || verdict.confidence !== 'medium') ? [verdict] : [];
    });
  });
}

/**
 * Decides which credentials a value holds. Known formats are found anywhere in it; then what is written out, without
 * references and their syntax, is judged by its place, its key and its looks. Never throws; linear.
 *
 * @param expands the references that the reader of the file expands; without it, all are taken as such
 */
export function judge(candidate: Candidate, expands?: ReadonlySet<Syntax>): readonly Verdict[] {
  const { key } = candidate;
  const named =
    key !== undefined && key.length > MAX_KEY ? { ...candidate, key: key.slice(0, MAX_KEY) } : candidate;
  return judgeValue(named, expands);
}
