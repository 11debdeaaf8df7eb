import {
  compactDecrypt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
} from 'jose';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { seal, unseal, type Keys } from '../../base/keys.ts';
import { Secret } from '../../base/secret.ts';
import { EncryptionKey } from '../../broker-contract/capabilities.ts';
import { MAX_TOKEN_LENGTH } from '../../broker-contract/revocation-request.ts';
import { refuse } from '../http/refusal.ts';
import type { BrokerDatabase } from '../store/schema.ts';

const ALGORITHM = 'ECDH-ES+A256KW';
const ENCRYPTION = 'A256GCM';
const DAY_MS = 86_400_000;

const PrivateJwk = EncryptionKey.extend({ d: z.string() });

/** How long a key is offered, and how much longer things sealed to it are still opened. */
export interface KeyTimes {
  readonly offeredMs: number;
  readonly overlapMs: number;
}

const TIMES: KeyTimes = { offeredMs: 30 * DAY_MS, overlapMs: 7 * DAY_MS };

/** The key pairs to which clients encrypt credentials. */
export interface Keyring {
  /** Public keys, the newest first: that one is to be used. */
  offered(): Promise<readonly EncryptionKey[]>;
  /** Opens a compact JWE. Refuses with `bad-credential-encoding` what no valid key of ours opens. */
  open(jwe: string): Promise<Secret>;
}

interface Entry {
  readonly publicKey: EncryptionKey;
  readonly privateKey: CryptoKey | Uint8Array;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** @param options.now milliseconds since the epoch */
export function createKeyring(options: {
  readonly db: BrokerDatabase;
  readonly keys: Keys;
  readonly now?: () => number;
  readonly times?: KeyTimes;
}): Keyring {
  const { db, keys, now = Date.now, times = TIMES } = options;
  let entries: readonly Entry[] = [];

  const load = async (): Promise<void> => {
    const rows = await db
      .selectFrom('broker_keys')
      .selectAll()
      .where('expires_at', '>', new Date(now()))
      .orderBy('created_at', 'desc')
      .execute();
    entries = await Promise.all(
      rows.map(async (row) => ({
        publicKey: EncryptionKey.parse(row.public_jwk),
        privateKey: await importJWK(
          PrivateJwk.parse(JSON.parse(unseal(keys, row.sealed, row.kid).reveal())),
          ALGORITHM,
        ),
        createdAt: row.created_at.getTime(),
        expiresAt: row.expires_at.getTime(),
      })),
    );
  };

  const make = async (): Promise<void> => {
    const pair = await generateKeyPair(ALGORITHM, { crv: 'P-256', extractable: true });
    const kid = uuid();
    const facts = { kid, use: 'enc', alg: ALGORITHM };
    const publicKey = EncryptionKey.parse({ ...(await exportJWK(pair.publicKey)), ...facts });
    const privateKey = new Secret(JSON.stringify({ ...(await exportJWK(pair.privateKey)), ...facts }));
    await db
      .insertInto('broker_keys')
      .values({
        kid,
        public_jwk: JSON.stringify(publicKey),
        sealed: seal(keys, privateKey, kid),
        created_at: new Date(now()),
        expires_at: new Date(now() + times.offeredMs + times.overlapMs),
      })
      .execute();
    await load();
  };

  const valid = () => entries.filter(({ expiresAt }) => expiresAt > now());
  const find = async (kid: string): Promise<Entry | undefined> => {
    const match = () => valid().find(({ publicKey }) => publicKey.kid === kid);
    if (match() === undefined) await load();
    return match();
  };

  return {
    async offered() {
      const isFresh = () => valid().some(({ createdAt }) => createdAt + times.offeredMs > now());
      if (!isFresh()) await load();
      if (!isFresh()) await make();
      return valid().map(({ publicKey }) => publicKey);
    },
    async open(jwe) {
      const entry = await find(kidOf(jwe));
      if (!entry)
        throw refuse('bad-credential-encoding', 'The key is not known or has expired: fetch the keys again.');
      const plaintext = await compactDecrypt(jwe, entry.privateKey, {
        keyManagementAlgorithms: [ALGORITHM],
        contentEncryptionAlgorithms: [ENCRYPTION],
      }).then(
        (result) => result.plaintext,
        () => undefined,
      );
      if (plaintext === undefined)
        throw refuse('bad-credential-encoding', 'The JWE does not open: it was cut or made for another key.');
      return toSecret(plaintext);
    },
  };
}

function kidOf(jwe: string): string {
  try {
    const { alg, enc, kid } = decodeProtectedHeader(jwe);
    if (alg === ALGORITHM && enc === ENCRYPTION && typeof kid === 'string') return kid;
  } catch {
    // Said below, without a word of the input.
  }
  throw refuse(
    'bad-credential-encoding',
    `Use a compact JWE with ${ALGORITHM}, ${ENCRYPTION} and the kid of a published key.`,
  );
}

function toSecret(bytes: Uint8Array): Secret {
  let text = '';
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not text: refused like an empty one.
  }
  if (text === '' || text.length > MAX_TOKEN_LENGTH)
    throw refuse('bad-credential-encoding', `The value must be text of 1 to ${MAX_TOKEN_LENGTH} characters.`);
  return new Secret(text);
}
