import { DECLARED_SECRET_KEYS } from './declared-keys.ts';

const MAX_KEY = 256;
/** What is longer, or a sentence, is no name. */
const MAX_NAME = 96;
const MAX_WORDS_APART = 4;

/** Values under these are secrets. `key` is handled apart: half of all keys are no keys. */
const SECRET = new Set(
  (
    'secret secrets token password passwd pass passphrase passcode pwd pw apikey apitoken accesstoken authtoken ' +
    'bearertoken refreshtoken credential credentials creds auth authorization bearer cookie cookies jwt pat mnemonic ' +
    'privatekey secretkey accesskey masterkey clientsecret dsn sas signature license passwords apikeys'
  ).split(' '),
);

/** As the last word they say that the value is about the secret, not the secret. */
const ABOUT = new Set(
  (
    'id ids name names path paths file files filename dir directory folder url urls uri uris endpoint host hostname port ' +
    'type types limit limits count max min ttl expiry expires expiration expire at age seconds minutes hours days ms timeout ' +
    'model models version versions algorithm alg issuer iss audience aud scope scopes header prefix suffix enabled ' +
    'disabled enable required length size budget format mode provider providers storage store cache env var variable ' +
    'regex pattern patterns policy rotation email user username login region public method methods flow callback ' +
    'redirect location realm domain hash fingerprint thumbprint kid usage price cost rate window level address addresses contract contracts symbol decimals mint balance chain network ' +
    'identifier identifiers status state label title description count counter index position offset length date time timestamp created updated'
  ).split(' '),
);

/** Before `key`, they make it something that is not secret. */
const NO_KEY = new Set(
  'data file site document doc sheet page folder board tenant node component measurement tracking lookup project public publishable anon cache primary foreign partition sort row column object s3 bucket host issue space team registry index map json idempotency routing group dedupe sub'.split(
    ' ',
  ),
);

/** Before `token`, they make it a mark in a protocol. */
const NO_TOKEN = new Set(
  'progress page paging pagination continuation next previous sync cancellation cursor resume delta change csrf xsrf request'.split(
    ' ',
  ),
);

/** Before `tokens`, they say that these are secrets and not what a model is paid by. */
const OF_TOKENS = new Set(['api', 'access', 'auth', 'bearer', 'refresh', 'bot', 'user']);

/** What comes behind a name without changing what it names. */
const TRAILING =
  /^(?:value|val|raw|b64|base64|prod|production|dev|development|staging|stage|test|live|primary|secondary|default|old|new|\d+)$/;

/** Parameters of an address that was signed for a short time: the signature is made with a key, and is none. */
const SIGNED_ADDRESS = /^x-(?:amz|goog)-(?:signature|credential)$|^url_?signature$/i;

/** Bundlers put variables of these names into web pages; only plain words for a secret then still mean one. */
const BUNDLED = /^-{0,2}(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|PUBLIC|GATSBY)_/i;
const SURELY_SECRET = /SECRET|PASSWORD|PRIVATE|SERVICE_ROLE|SERVICE_KEY/i;

/** The words of a name in any of the usual spellings: `apiKey`, `X-Api-Key`, `--api_key`, `API_KEY`. */
export function keyWords(key: string): readonly string[] {
  return key
    .slice(0, MAX_KEY)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

function isSecretWord(word: string, before: string | undefined): boolean {
  if (word === 'token' && before !== undefined && NO_TOKEN.has(before)) return false;
  if (SECRET.has(word)) return true;
  // `MAX_TOKENS` is a number.
  if (word === 'tokens') return before === undefined || OF_TOKENS.has(before);
  if (word === 'key' || word === 'keys') return before === undefined || !NO_KEY.has(before);
  return (
    /(?:token|secret|password|passwd|apikey|accesskey|secretkey)$/.test(word) &&
    !NO_TOKEN.has(word.replace(/token$/, ''))
  );
}

function saysSecret(key: string): boolean {
  if (key.length > MAX_NAME) return false;
  if (DECLARED_SECRET_KEYS.has(key.toUpperCase().replaceAll('-', '_'))) return true;
  if (SIGNED_ADDRESS.test(key) || (BUNDLED.test(key) && !SURELY_SECRET.test(key))) return false;
  if (key.split(/\s+/).length > MAX_WORDS_APART) return false;
  const words = [...keyWords(key)];
  if (words.some((word, index) => word === 'public' && words[index + 1] === 'key')) return false;
  while (words.length > 1 && TRAILING.test(words.at(-1) ?? '')) words.pop();
  const last = words.at(-1);
  if (last === undefined || ABOUT.has(last)) return false;
  return words.some((word, index) => isSecretWord(word, words[index - 1]));
}

/** The same few names stand in every file of a kind. */
const KNOWN = new Map<string, boolean>();
const MAX_KNOWN = 4096;

/**
 * Whether the name of a variable, header, flag or parameter says that its value is a secret. A secret-sounding name
 * alone proves nothing: the value has to look like one too.
 */
export function isSecretKey(key: string): boolean {
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const isSecret = saysSecret(key);
  if (key.length <= MAX_NAME) {
    if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
    KNOWN.set(key, isSecret);
  }
  return isSecret;
}

/** Whether people choose the value themselves, so that it need not look random. */
export function isPasswordKey(key: string): boolean {
  return isSecretKey(key) && /pass|pwd|\bpw\b/i.test(keyWords(key).join(' '));
}
