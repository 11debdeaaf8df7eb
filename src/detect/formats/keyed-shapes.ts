import { characterClass } from './character-class.ts';
import { alnum, base64, base64url, digits, hex, lowerAlnum, padding } from './format.ts';
import { exactly, keyed, type KeyedFormat } from './keyed-format.ts';

const WITH_TILDE = characterClass(`${base64url(1).characters.alphabet}.~`);
const WITH_PERCENT = characterClass(`${alnum(1).characters.alphabet}%`);
const WITH_DOT = characterClass(`${base64url(1).characters.alphabet}.`);
const COOKIE = characterClass(`${base64(1).characters.alphabet}%-=`);
/** Base64 of three digits: each of the four characters has few possible values. */
const DIGITS_IN_BASE64 = ['MNO', 'DTjz', 'AEIMQUYcgk', 'wxyz012345'].map((letters) =>
  exactly(characterClass(letters), 1),
);
const LAST = characterClass('AQgw');

/**
 * Shapes that tell their issuer under any secret key, yet hold characters that the scanner of running text jumps over,
 * or have no beginning of three letters.
 */
export const KEYED_SHAPES: readonly KeyedFormat[] = [
  // https://learn.microsoft.com/entra/identity-platform/quickstart-register-app
  keyed('azure', 'azure-client-secret', '', [
    exactly(WITH_TILDE, 3),
    digits(1),
    'Q~',
    exactly(WITH_TILDE, 31, 34),
  ]),
  // Account keys with the signature of their service before the checksum, then older ones without.
  keyed('azure', 'azure-storage-account-key', '', [base64(76), '+ASt', base64(5), exactly(LAST, 1), '==']),
  keyed('azure', 'azure-cosmos-db-key', '', [base64(76), 'ACDb', base64(5), exactly(LAST, 1), '==']),
  keyed('azure', 'azure-account-key', 'azure account storage cosmos', [base64(85), exactly(LAST, 1), '==']),
  keyed('google', 'google-oauth-refresh-token', '', ['1//0', base64url(60, 250)]),
  keyed('bitbucket', 'bitbucket-data-center-token', '', ['BBDC-', base64(40, 48)]),
  // Twelve digits, a colon and twenty random bytes, in base64.
  // https://developer.atlassian.com/server/jira/platform/personal-access-token/
  keyed('atlassian', 'jira-data-center-pat', 'jira atlassian confluence', [
    ...DIGITS_IN_BASE64,
    ...DIGITS_IN_BASE64,
    ...DIGITS_IN_BASE64,
    ...DIGITS_IN_BASE64,
    'O',
    exactly(characterClass('ghijklmnopqrstuv'), 1),
    base64(26),
  ]),
  keyed('fly', 'fly-macaroon', '', ['fm2_lJPE', base64(100, 4000)]),
  keyed('mailchimp', 'mailchimp-api-key', '', [hex(32), '-us', digits(1, 2)]),
  keyed('sanity', 'sanity-token', '', ['sk', alnum(178)]),
  keyed('slack', 'slack-session-cookie', '', ['xoxd-', exactly(COOKIE, 100, 400)]),
  keyed('salesforce', 'salesforce-session-id', '', ['00D', alnum(12), '!', exactly(WITH_DOT, 80, 260)]),
  keyed('ghost', 'ghost-admin-api-key', '', [hex(24), ':', hex(64)]),
  keyed('braintree', 'braintree-access-token', '', [
    'access_token$production$',
    lowerAlnum(16),
    '$',
    hex(32),
  ]),
  keyed('twitter', 'twitter-bearer-token', '', ['AAAAAAAAAAAAAAAAAAAA', exactly(WITH_PERCENT, 60, 120)]),
  keyed('metabase', 'metabase-api-key', '', ['mb_', base64(43), '=']),
  keyed('asaas', 'asaas-api-key', '', ['$aact_prod_', base64url(40, 200)]),
  keyed('configcat', 'configcat-sdk-key', '', ['configcat-sdk-1/', base64url(22), '/', base64url(22)]),
  keyed('svix', 'svix-webhook-secret', '', ['whsec_', base64(32, 44), padding(0, 1)]),
];
