import { z } from 'zod';
import { OPERATOR } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';
import { createToken, listTokens, revokeToken } from './keep-tokens.ts';

/** Longest life of a token, in days, and what it has when nothing is said: as old as a static credential may become. */
export const MAX_DAYS = 90;

const Name = z.string().regex(/^[\w.@/:-][\w .@/:-]{0,59}$/);

/** A token to be kept. Whoever made it shows it once; what is sent here opens nothing. */
const NewToken = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  name: Name,
  /** Accounts, or ids of installations. */
  installations: z
    .array(z.string().regex(/^[\w-]{1,100}$/))
    .min(1)
    .max(100)
    .readonly(),
  days: z.int().min(1).max(MAX_DAYS),
});
export type NewToken = z.infer<typeof NewToken>;

/** What `rekey api-token` asks for. */
export const TokenRequest = z.discriminatedUnion('do', [
  NewToken.extend({ do: z.literal('create') }),
  z.object({ do: z.literal('list') }),
  z.object({ do: z.literal('revoke'), id: z.uuid() }),
]);
export type TokenRequest = z.infer<typeof TokenRequest>;

const ListedToken = z.object({
  id: z.uuid(),
  name: z.string(),
  /** The accounts that it reads. */
  owners: z.array(z.string()).readonly(),
  createdAt: z.coerce.date(),
  expiresAt: z.coerce.date(),
  lastUsedAt: z.coerce.date().nullable(),
  revokedAt: z.coerce.date().nullable(),
});
export type ListedToken = Readonly<z.infer<typeof ListedToken>>;

/** What came of it: the tokens that it is about; of a revocation none where there was none that lives. */
export const TokenAnswer = z.object({
  tokens: z.array(ListedToken).readonly(),
  revoked: z.string().optional(),
});
export type TokenAnswer = z.infer<typeof TokenAnswer>;

/** Does what `rekey api-token` asks for. Throws NO_INSTALLATION. */
export async function carryOut(db: Database, request: TokenRequest): Promise<TokenAnswer> {
  if (request.do === 'create') return { tokens: [await createToken(db, request)] };
  if (request.do === 'list') return { tokens: await listTokens(db) };
  const revoked = await revokeToken(db, request.id, { actor: OPERATOR });
  return { tokens: [], ...(revoked === undefined ? {} : { revoked }) };
}
