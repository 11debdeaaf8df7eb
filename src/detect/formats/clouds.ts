import { characterClass } from './character-class.ts';
import { alnum, base64url, hex, padding, type Format } from './format.ts';
import { scrambledAfter, token } from './token.ts';

/** A key that carries the signature of the Azure service it opens, at the same place in each. */
const annotated = (type: string, accepts: (whole: string) => boolean, example: string) =>
  token('azure', type, ['JQQJ99', 'JQQJ9D', 'JQQJ9H'], alnum(26), {
    confidence: 'exact',
    lead: alnum(52),
    accepts,
    example: (random) => `${random.alnum(52)}JQQJ99BK${random.alnum(15)}B${example}${random.alnum(4)}`,
  });
const isAnnotated = (whole: string) => /^.{59}[A-L].{16}[A-Za-z].{7}$/.test(whole);
const signed = (signature: string) => (whole: string) =>
  isAnnotated(whole) && whole.startsWith(signature, 76);

/** Clouds and networks. An AWS key id alone is no secret; its secret half is known by its key's name only. */
export const CLOUDS: readonly Format[] = [
  // Firebase puts such keys into public web pages by design, so alone it is not certain to be a leak.
  // https://firebase.google.com/docs/projects/api-keys
  token('google', 'google-api-key', 'AIza', base64url(35), { confidence: 'medium' }),
  token('google', 'google-auth-key', 'AQ.', base64url(50)),
  token('google', 'google-oauth-client-secret', 'GOCSPX-', base64url(28), {
    lookAlikes: (random) => [`${random.digits(12)}-${random.lowerAlnum(32)}.apps.googleusercontent.com`],
  }),
  token('google', 'google-oauth-access-token', 'ya29.', base64url(30, 2048)),
  // Base64 of "BedrockAPIKey-" and of the host of a presigned request; of plain text, so without `+` and `/`.
  token('aws', 'aws-bedrock-api-key', 'ABSKQmVkcm9ja0FQSUtleS', [alnum(80, 260), padding(0, 2)], {
    confidence: 'exact',
  }),
  token(
    'aws',
    'aws-bedrock-short-term-key',
    'bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t',
    [alnum(100, 4096), padding(0, 2)],
    { confidence: 'exact' },
  ),
  // https://github.com/microsoft/security-utilities
  annotated('azure-devops-pat', signed('AZDO'), 'AZDO'),
  annotated('azure-ai-key', signed('ACOG'), 'ACOG'),
  annotated('azure-annotated-key', isAnnotated, 'AZMP'),
  token(
    'azure',
    'azure-search-key',
    'AzSe',
    [{ ...alnum(1), characters: characterClass('ABCD') }, alnum(5)],
    {
      lead: alnum(42),
    },
  ),
  token('azure', 'azure-function-key', 'AzFu', [base64url(5), alnum(1), '=='], { lead: base64url(44) }),
  token('cloudflare', 'cloudflare-user-api-token', 'cfut_', [alnum(40), hex(8)]),
  token('cloudflare', 'cloudflare-account-api-token', 'cfat_', [alnum(40), hex(8)]),
  token('cloudflare', 'cloudflare-global-api-key', 'cfk_', [alnum(40), hex(8)]),
  token('cloudflare', 'cloudflare-origin-ca-key', 'v1.0-', [hex(24), '-', hex(146)]),
  token('digitalocean', 'digitalocean-token', 'dop_v1_', hex(64)),
  token('digitalocean', 'digitalocean-oauth-token', 'doo_v1_', hex(64)),
  token('digitalocean', 'digitalocean-refresh-token', 'dor_v1_', hex(64)),
  token('scalingo', 'scalingo-api-token', ['tk-us-', 'tk-fr1-'], base64url(48)),
  token('upcloud', 'upcloud-api-token', 'ucat_', alnum(24, 32)),
  token('yandex', 'yandex-api-key', 'AQVN', base64url(35, 38), { accepts: scrambledAfter(4) }),
  token('yandex', 'yandex-iam-token', 't1.', [base64url(20, 300), padding(0, 2), '.', base64url(86)]),
  token('tailscale', 'tailscale-api-key', 'tskey-api-', [alnum(10, 20), '-', alnum(20, 40)]),
  token('tailscale', 'tailscale-auth-key', 'tskey-auth-', [alnum(10, 20), '-', alnum(20, 40)]),
  token(
    'tailscale',
    'tailscale-client-secret',
    ['tskey-client-', 'tskey-scim-', 'tskey-webhook-'],
    [alnum(10, 20), '-', alnum(20, 40)],
  ),
  token('netbird', 'netbird-pat', 'nbp_', alnum(36)),
];
