import { describe, expect, it } from '@jest/globals';
import type { KeyedFormat } from '../../../src/detect/formats/keyed-format.ts';
import { keyedFormatOf, keyedFormats } from '../../../src/detect/formats/keyed-formats.ts';
import { formats } from '../../../src/detect/index.ts';
import { sampler } from '../../support/credentials.ts';

/** Fixed, so that no run meets the one random value in a thousand that looks like words. */
const SEEDS = [1, 2, 3, 4, 5] as const;
/** What issuers call a secret, from the usual to the rare. */
const ENDINGS = 'API_KEY API_TOKEN CLIENT_SECRET SECRET_KEY PRIVATE_KEY APP_KEY PASSWORD ADMIN_KEY'.split(
  ' ',
);
/** What an app of OAuth or a webhook has, in the shape of the provider's tokens. */
const OTHER_SECRETS = (
  'CLIENT_SECRET OAUTH_SECRET OAUTH_CLIENT_SECRET APP_SECRET CONSUMER_SECRET WEBHOOK_SECRET WEBHOOK_TOKEN WEBHOOK_KEY ' +
  'WEBHOOK_SIGNING_SECRET SIGNING_SECRET SIGNING_KEY SIGNATURE_KEY'
).split(' ');
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Shapes as issuers and public catalogues give them. */
const DOCUMENTED: Readonly<Record<string, RegExp>> = {
  'exa-api-key': UUID,
  'smithery-api-key': UUID,
  'helius-api-key': UUID,
  'heroku-api-key-legacy': UUID,
  'railway-token': UUID,
  'postmark-server-token': UUID,
  'snyk-api-token': UUID,
  'mistral-api-key': /^[A-Za-z0-9]{32}$/,
  'cohere-api-key': /^[a-zA-Z0-9]{40}$/,
  'serper-api-key': /^[a-f0-9]{40}$/,
  'deepgram-api-key': /^[a-f0-9]{40}$/,
  'assemblyai-api-key': /^[a-f0-9]{32}$/,
  '21st-api-key': /^[a-f0-9]{64}$/,
  'zhipu-api-key': /^[a-f0-9]{32}\.[A-Za-z0-9]{16}$/,
  'kagi-api-key': /^[\w-]{11}\.[\w-]{43}$/,
  'datadog-api-key': /^[a-f0-9]{32}$/,
  'datadog-application-key-legacy': /^[a-f0-9]{40}$/,
  'cloudflare-api-token': /^[\w-]{40}$/,
  'cloudflare-global-api-key-legacy': /^[a-f0-9]{37}$/,
  'aws-secret-access-key': /^[A-Za-z0-9/+]{40}$/,
  'azure-client-secret': /^[\w~.-]{3}\dQ~[\w~.-]{31,34}$/,
  'azure-storage-account-key': /^[A-Za-z0-9+/]{86}==$/,
  'google-oauth-refresh-token': /^1\/\/[\w-]{60,}$/,
  'okta-api-token': /^00[\w-]{40}$/,
  'mailchimp-api-key': /^[a-f0-9]{32}-us\d{1,2}$/,
  'sanity-token': /^sk[A-Za-z0-9]{178}$/,
  'twilio-auth-token': /^[a-f0-9]{32}$/,
  'trello-api-key': /^[a-f0-9]{32}$/,
  'asana-pat': /^\d\/\d+:[a-f0-9]{32}$/,
  'zendesk-api-token': /^[A-Za-z0-9]{40}$/,
  'todoist-api-token': /^[a-f0-9]{40}$/,
  'ghost-admin-api-key': /^[a-f0-9]{24}:[a-f0-9]{64}$/,
  'etherscan-api-key': /^[A-Z0-9]{34}$/,
  'slack-session-cookie': /^xoxd-[A-Za-z0-9%+/=-]+$/,
};

function keyFor({ role }: KeyedFormat, name: string): string {
  const keys = ENDINGS.map((ending) => (name === '' ? ending : `${name}_${ending}`.toUpperCase()));
  const key = keys.find((one) => role?.test(one.toLowerCase()) ?? true);
  if (key === undefined) throw new Error(`No key for ${name}`);
  return key;
}

const namesOf = ({ names }: KeyedFormat) => (names.length === 0 ? [''] : names);

describe('the tables of keyed formats', () => {
  it('have each type once, and none of the other table', () => {
    const types = [...formats, ...keyedFormats].map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    expect(keyedFormats.length).toBeGreaterThanOrEqual(150);
  });

  it('agree with the documented shapes', () => {
    for (const [type, shape] of Object.entries(DOCUMENTED)) {
      const format = keyedFormats.find((one) => one.type === type);
      expect([type, format?.example(sampler(1))]).toEqual([type, expect.stringMatching(shape)]);
    }
  });
});

describe.each(keyedFormats.map((format) => [format.type, format] as const))('%s', (type, format) => {
  it('is told by the name of its issuer, and its look-alikes are not', () => {
    for (const name of namesOf(format)) {
      const key = keyFor(format, name);
      for (const seed of SEEDS) {
        const value = format.example(sampler(seed));
        expect([key, keyedFormatOf(key, value)]).toEqual([
          key,
          { provider: format.provider, type, confidence: 'high' },
        ]);
        const fakes = format.counterexamples(sampler(seed));
        expect(fakes.length).toBeGreaterThanOrEqual(1);
        for (const fake of fakes) expect([key, keyedFormatOf(key, fake)]).toEqual([key, undefined]);
      }
    }
  });

  it('is not told by another name, unless its shape says enough', () => {
    const value = format.example(sampler(1));
    const found = keyedFormatOf('CHECKSUM_OF_THE_BUILD', value)?.type;
    expect(found).toBe(format.names.length === 0 ? type : undefined);
  });
});

describe('keyedFormatOf', () => {
  const hex = sampler(7).hex(64);
  const uuid = sampler(7).uuid();

  it.each([
    ['EXA_API_KEY', uuid, undefined, 'exa-api-key'],
    ['exaApiKey', uuid, undefined, 'exa-api-key'],
    ['--exa-api-key', uuid, undefined, 'exa-api-key'],
    ['API_KEY', hex, '@21st-dev/magic', '21st-api-key'],
    ['API_TOKEN', hex, 'brightdata-mcp', 'brightdata-api-token'],
    ['X-N8N-API-KEY', uuid, undefined, 'n8n-api-key-uuid'],
    ['DD_API_KEY', hex.slice(0, 32), undefined, 'datadog-api-key'],
    ['DD_APP_KEY', hex.slice(0, 40), undefined, 'datadog-application-key-legacy'],
  ])('reads %s', (key, value, server, type) => {
    expect(keyedFormatOf(key, value, server)).toMatchObject({ type });
  });

  it.each([
    ['HEROKU', uuid, 'heroku-api-key-legacy'],
    ['VERCEL', sampler(7).alnum(24), 'vercel-token-legacy'],
    ['FASTLY', sampler(7).base64url(32), 'fastly-api-token'],
    ['EXA', uuid, 'exa-api-key'],
    ['DD', hex.slice(0, 32), 'datadog-api-key'],
    ['DATADOG', hex.slice(0, 32), 'datadog-api-key'],
    ['TWITCH', sampler(7).lowerAlnum(30), 'twitch-access-token'],
    ['CLOUDFLARE', sampler(7).base64url(40), 'cloudflare-api-token'],
  ])('takes no secret of an app or a webhook of %s for a token of its API', (name, value, type) => {
    expect(keyedFormatOf(`${name}_API_TOKEN`, value)).toMatchObject({ type });
    expect(keyedFormatOf(`${name}_TOKEN`, value)).toMatchObject({ type });
    for (const what of OTHER_SECRETS)
      expect([what, keyedFormatOf(`${name}_${what}`, value)?.type]).not.toEqual([what, type]);
  });

  it.each([
    ['the name of a server does not speak for a key that names another', 'ACME_API_KEY', uuid, 'exa'],
    ['an identifier', 'EXA_PROJECT_ID', uuid, undefined],
    ['no names at all', undefined, uuid, undefined],
    ['a word', 'MISTRAL_API_KEY', 'the_key_of_mistral_for_all_of_us', undefined],
    ['a made-up value', 'EXA_API_KEY', '11111111-1111-1111-1111-111111111111', undefined],
    ['a name in its value', 'MISTRAL_API_KEY', 'mistralApiKeyOfTheWholeTeamHereX', undefined],
    ['a very long text', 'EXA_API_KEY', 'a1'.repeat(100_000), undefined],
  ])('is silent about %s', (_, key, value, server) => {
    expect(keyedFormatOf(key, value, server)).toBeUndefined();
  });
});
