/** Made to be public, or names and numbers of something: none of them opens anything. */
const PUBLIC = [
  // Publishable keys: Stripe and Clerk, Supabase, PostHog, Mapbox, Langfuse, Braintree
  /^pk_(?:live|test)_/,
  /^sb_publishable_/,
  /^phc_/,
  /^pk\.eyJ/,
  /^pk-lf-/,
  // OAuth client ids: Google; GitHub Apps and OAuth Apps
  /\.apps\.googleusercontent\.com$/,
  /^Iv\d?\.[\da-z]{16,}$/i,
  /^Ov23[\dA-Za-z]{16}$/,
  // The name of a key at Coinbase and of a resource at Google and Azure
  /^(?:organizations|projects|subscriptions)\/[\w-]+(?:\/|$)/,
  /^ocid1\./,
  /^arn:aws/,
  // SSH's public keys
  /^AAAA[BCE][A-Za-z\d]3Nza|^ssh-(?:rsa|ed25519) /,
  // An address on a chain, which everyone may know; a private key there has 64 digits
  /^0x[\da-f]{40}$/i,
  // The id of an AWS key; its secret is another value
  /^(?:AKIA|ASIA|AROA|AIDA)[A-Z2-7]{16}$/,
];

const PLAIN = [
  /^[+-]?\d+(?:[.,]\d+)*(?:[a-z]{1,4}|%)?$/i,
  /^(?:true|false|yes|no|on|off|null|none|auto|default)$/i,
  // Dates, digests, e-mail addresses, versions
  /^\d{4}-?\d{2}-?\d{2}(?:[T ]|$)/,
  /^(?:sha\d{1,3}[:-]|md5:)/,
  /^(?:keyid:)?(?:[\da-f]{2}:){5,}[\da-f]{2}/i,
  /^[^\s@]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,8}$/i,
  /^v?\d+\.\d+\.\d+/,
  // Packages and images: @scope/name, name@1.2.3, host/name:tag
  /^@[\w.-]+\/[\w.-]+/,
  /^data:[a-z]+\//,
];

/** A path begins like one; base64 begins so too, but has no file's extension and no second folder of words. */
const PATH = /^(?:~|\.{1,2}|[A-Za-z]:|\$HOME|file:\/)?[\\/]/;
const FILE =
  /^[^\s:=]{1,250}\.(?:json|jsonc|ya?ml|toml|env|pem|key|p12|pfx|crt|cer|txt|db|sqlite3?|py|[cm]?js|[cm]?ts|[jt]sx|map|css|html|wasm|sh|cfg|conf|ini|log|csv|md)$/i;

function isPath(value: string): boolean {
  if (FILE.test(value)) return true;
  if (!PATH.test(value)) return false;
  if (/^\.{1,2}[\\/]/.test(value)) return true;
  const segments = value.split(/[\\/]/).slice(1);
  return (
    segments.length >= 2 && segments.every((segment) => segment.length <= 20 || /^[a-z_.-]+$/i.test(segment))
  );
}

/**
 * True for a value that is no secret wherever it stands: made to be public, an identifier, a number, a date, a path, a
 * package, or the name of a variable.
 *
 * @param key name of the place; a value that repeats it is a name
 */
export function isPlainValue(value: string, key = ''): boolean {
  const isName =
    /^[A-Z][A-Z\d]*(?:_[A-Z\d]+)+$/.test(value) || (key !== '' && value.toLowerCase() === key.toLowerCase());
  return (
    isName || PUBLIC.some((one) => one.test(value)) || PLAIN.some((one) => one.test(value)) || isPath(value)
  );
}
