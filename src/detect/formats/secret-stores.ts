import { characterClass } from './character-class.ts';
import { alnum, base64url, hex, padding, upperAlnum, type Format } from './format.ts';
import { hasTokenChecksum, tokenChecksum } from './token-checksum.ts';
import { token } from './token.ts';

/** BIP-173's characters in capitals. */
const BECH32 = { characters: characterClass('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L'), min: 58, max: 58 };
const FIVE = upperAlnum(5);

/** What keeps secrets, and who says who is who. */
export const SECRET_STORES: readonly Format[] = [
  // Rekey's own: docs/api.md.
  token('rekey', 'rekey-api-token', 'rekey_api_', [hex(64), alnum(6)], {
    confidence: 'exact',
    proof: hasTokenChecksum,
    example: (random) => {
      const body = random.hex(64);
      return `rekey_api_${body}${tokenChecksum(`api_${body}`)}`;
    },
    lookAlikes: (random) => [`rekey_api_${random.hex(64)}000000`],
  }),
  token('vault', 'vault-service-token', 'hvs.', base64url(24, 200)),
  token('vault', 'vault-batch-token', 'hvb.', base64url(100, 300)),
  token('vault', 'vault-recovery-token', 'hvr.', base64url(24, 200)),
  token('doppler', 'doppler-token', ['dp.pt.', 'dp.ct.', 'dp.sa.', 'dp.scim.', 'dp.audit.'], alnum(40, 44)),
  // The configuration's name may stand between prefix and secret; these are the names Doppler makes.
  token(
    'doppler',
    'doppler-service-token',
    ['dp.st.', 'dp.st.dev.', 'dp.st.stg.', 'dp.st.prd.'],
    alnum(40, 44),
  ),
  token('infisical', 'infisical-service-token', 'st.', [hex(24), '.', hex(32), '.', hex(32)]),
  // Base64 of a JSON object.
  token('1password', '1password-service-account-token', 'ops_eyJ', [alnum(200, 1500), padding(0, 2)], {
    confidence: 'exact',
  }),
  token('1password', '1password-secret-key', 'A3-', [
    upperAlnum(6),
    '-',
    upperAlnum(6),
    '-',
    FIVE,
    '-',
    FIVE,
    '-',
    FIVE,
    '-',
    FIVE,
  ]),
  token('age', 'age-secret-key', 'AGE-SECRET-KEY-1', [BECH32], {
    confidence: 'exact',
    lookAlikes: (random) => [`age1${random.lowerAlnum(58)}`],
  }),
  token('unkey', 'unkey-root-key', 'unkey_', alnum(20, 32)),
  token('permit', 'permit-api-key', 'permit_key_', alnum(60, 120), { confidence: 'medium' }),
  token('stytch', 'stytch-secret', ['secret-live-', 'secret-test-'], [base64url(36), padding(0, 1)], {
    lookAlikes: (random) => [`project-live-${random.uuid()}`, `public-token-live-${random.uuid()}`],
  }),
  {
    // Base64 of "key_". What is near to it are keys of Stripe's, which begin in the same way.
    ...token('workos', 'workos-api-key', ['sk_live_a2V5X', 'sk_test_a2V5X'], [alnum(60, 80), padding(0, 2)]),
    counterexamples: (random) => [`pk_live_a2V5X${random.alnum(60)}`],
  },
  token('42', '42-client-secret', ['s-s4t2ud-', 's-s4t2af-'], hex(64)),
  token('persona', 'persona-api-key', 'persona_production_', base64url(20, 80)),
  token(
    'onfido',
    'onfido-api-token',
    ['api_live.', 'api_live_us.', 'api_live_ca.'],
    [base64url(11), '.', base64url(32)],
  ),
];
