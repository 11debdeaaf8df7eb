import { alnum, anyHex, base64url, digits, hex, lowerAlnum, padding, UUID, type Format } from './format.ts';
import { isScrambled, scrambledAfter, token } from './token.ts';

/** What takes money, ships and sells. */
export const PAYMENTS: readonly Format[] = [
  {
    // Before Stripe's, whose class holds it, so that its look-alikes are keys of Stripe's.
    ...token('paystack', 'paystack-secret-key', 'sk_live_', hex(40)),
    counterexamples: (random) => [`pk_live_${random.hex(40)}`],
  },
  token('stripe', 'stripe-secret-key', 'sk_live_', alnum(24, 247), {
    lookAlikes: (random) => [`pk_live_${random.alnum(99)}`, `pk_test_${random.alnum(99)}`],
  }),
  token('stripe', 'stripe-restricted-key', 'rk_live_', alnum(24, 247)),
  token('stripe', 'stripe-test-key', ['sk_test_', 'rk_test_'], alnum(24, 247), { confidence: 'medium' }),
  token('stripe', 'stripe-webhook-secret', 'whsec_', [alnum(32, 44), padding(0, 1)]),
  // Tables in base64 begin so too, but have zeros all over.
  token('square', 'square-access-token', 'EAAA', base64url(60), {
    accepts: (whole) => isScrambled(whole.slice(4)) && !whole.includes('AAA', 4),
    lookAlikes: (random) => [`EAAA${random.alnum(27)}AAA9${random.alnum(29)}`],
  }),
  token('square', 'square-personal-token', 'sq0atp-', base64url(22)),
  token('square', 'square-oauth-secret', 'sq0csp-', base64url(43), {
    lookAlikes: (random) => [`sq0idp-${random.base64url(22)}`],
  }),
  {
    // Before Mollie's, which may stand in it.
    ...token('gocardless', 'gocardless-access-token', 'live_', base64url(40), { accepts: scrambledAfter(5) }),
    counterexamples: (random) => [`sandbox_${random.base64url(40)}`],
  },
  token('lob', 'lob-api-key', 'live_', hex(35), {
    lookAlikes: (random) => [`live_pub_${random.hex(31)}`],
  }),
  token('mollie', 'mollie-live-key', 'live_', alnum(30), { accepts: scrambledAfter(5) }),
  token('mollie', 'mollie-test-key', 'test_', alnum(30), {
    confidence: 'medium',
    accepts: scrambledAfter(5),
    lookAlikes: () => ['test_theUserCannotLoginTwiceInARow'],
  }),
  token('mollie', 'mollie-access-token', 'access_', alnum(40), { accepts: scrambledAfter(7) }),
  token(
    'paddle',
    'paddle-api-key',
    ['pdl_live_apikey_', 'pdl_sdbx_apikey_'],
    [lowerAlnum(26), '_', alnum(22), '_', alnum(3)],
  ),
  token(
    'plaid',
    'plaid-access-token',
    ['access-production-', 'access-development-', 'access-sandbox-'],
    UUID,
  ),
  token('flutterwave', 'flutterwave-secret-key', ['FLWSECK-', 'FLWSECK_TEST-'], [lowerAlnum(32), '-X'], {
    lookAlikes: (random) => [`FLWPUBK-${random.hex(32)}-X`],
  }),
  token('checkout', 'checkout-secret-key', ['sk_', 'sk_test_'], UUID, {
    lookAlikes: (random) => [`pk_${random.uuid()}`],
  }),
  token('xendit', 'xendit-api-key', ['xnd_production_', 'xnd_development_'], alnum(56, 72)),
  token('polar', 'polar-access-token', ['polar_oat_', 'polar_pat_', 'polar_at_'], alnum(30, 100), {
    accepts: scrambledAfter(10),
  }),
  token('ramp', 'ramp-client-secret', 'ramp_sec_', alnum(48), {
    lookAlikes: (random) => [`ramp_id_${random.alnum(40)}`],
  }),
  token('mercury', 'mercury-api-token', 'mercury_production_', [
    lowerAlnum(3, 6),
    '_',
    alnum(40, 50),
    '_yrucrem',
  ]),
  token('mercado-pago', 'mercado-pago-access-token', 'APP_USR-', [
    digits(14, 17),
    '-',
    digits(6),
    '-',
    hex(32),
    '-',
    digits(6, 10),
  ]),
  token('shopify', 'shopify-access-token', ['shpat_', 'shpca_', 'shppa_'], hex(32)),
  token('shopify', 'shopify-shared-secret', 'shpss_', hex(32)),
  token('woocommerce', 'woocommerce-consumer-secret', 'cs_', hex(40)),
  token('easypost', 'easypost-api-key', 'EZAK', alnum(54)),
  token('easypost', 'easypost-test-key', 'EZTK', alnum(54), { confidence: 'medium' }),
  token('shippo', 'shippo-api-token', ['shippo_live_', 'shippo_test_'], anyHex(40)),
  token('duffel', 'duffel-access-token', ['duffel_live_', 'duffel_test_'], base64url(43)),
  token('coingecko', 'coingecko-api-key', 'CG-', alnum(24), { accepts: scrambledAfter(3) }),
  token('adafruit', 'adafruit-io-key', 'aio_', alnum(28), { accepts: scrambledAfter(4) }),
  token('samsara', 'samsara-api-token', 'samsara_api_', alnum(26, 32), { accepts: scrambledAfter(12) }),
];
