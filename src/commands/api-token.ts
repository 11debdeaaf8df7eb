import { parseArgs } from 'node:util';
import {
  carryOut,
  MAX_DAYS,
  TokenAnswer,
  TokenRequest,
  type ListedToken,
} from '../api/tokens/token-requests.ts';
import { hashToken, makeToken } from '../api/tokens/token-text.ts';
import { RekeyError } from '../base/errors.ts';
import { plain } from '../base/plain.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { openStore } from '../store/database.ts';
import { API_TOKENS_API } from '../web/api-tokens-api.ts';
import { askServer } from './ask-server.ts';

const USAGE = `Usage: rekey api-token create --name NAME --installation OWNER [--installation OWNER]... [--days N]
       rekey api-token list
       rekey api-token revoke ID

Tokens for the JSON API, which only reads; see docs/api.md. create writes the token to the standard output, once: Rekey
keeps its SHA-256 only. It reads what belongs to the named accounts, for N days: ${MAX_DAYS} at most, and without --days.
Exit code: 0 done, 1 there is no such token, 2 error.
`;

const OPTIONS = {
  name: { type: 'string' },
  installation: { type: 'string', multiple: true },
  days: { type: 'string', default: String(MAX_DAYS) },
  help: { type: 'boolean', short: 'h' },
} as const;

/** What was asked for, without the hash of a token that is not made yet; undefined for what cannot be understood. */
function readRequest(args: readonly string[]): TokenRequest | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (values.help) return 'help';
    const [action, id, ...more] = positionals;
    if (more.length > 0 || (id !== undefined && action !== 'revoke')) return undefined;
    const { name, installation: installations, days } = values;
    const hash = '0'.repeat(64);
    return TokenRequest.safeParse({ do: action, id, name, installations, days: Number(days), hash }).data;
  } catch {
    // An unknown option.
    return undefined;
  }
}

async function askHere(config: Config, request: TokenRequest): Promise<TokenAnswer> {
  const store = await openStore(config);
  try {
    return await carryOut(store.db, request);
  } finally {
    await store.close();
  }
}

/** A server that holds the embedded database does the work; else the database is opened here. */
async function ask(config: Config, request: TokenRequest): Promise<TokenAnswer> {
  try {
    return await askHere(config, request);
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'DATA_DIR_IN_USE') throw error;
    return TokenAnswer.parse(await askServer(config, API_TOKENS_API, request));
  }
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

function standing({ expiresAt, lastUsedAt, revokedAt }: ListedToken): string {
  if (revokedAt) return `revoked ${day(revokedAt)}`;
  if (expiresAt.getTime() <= Date.now()) return `over since ${day(expiresAt)}`;
  return `until ${day(expiresAt)}, ${lastUsedAt ? `last used ${day(lastUsedAt)}` : 'never used'}`;
}

async function create(config: Config, request: TokenRequest & { do: 'create' }): Promise<number> {
  const token = makeToken();
  const { tokens } = await ask(config, { ...request, hash: hashToken(token) });
  for (const { id, owners, expiresAt } of tokens)
    process.stderr.write(
      `${id} reads ${plain(owners.join(', '))} until ${day(expiresAt)}. It is not shown again.\n`,
    );
  process.stdout.write(`${token.reveal()}\n`);
  return 0;
}

/** `rekey api-token` */
export async function apiTokenCommand(args: readonly string[]): Promise<number> {
  const request = readRequest(args);
  if (request === undefined || request === 'help') {
    process.stderr.write(USAGE);
    return request === 'help' ? 0 : 2;
  }
  const config = readConfig(process.env);
  if (request.do === 'create') return create(config, request);
  const { tokens, revoked } = await ask(config, request);
  for (const token of tokens)
    process.stdout.write(
      `${token.id}  ${plain(token.name)}  ${plain(token.owners.join(', '))}  ${standing(token)}\n`,
    );
  if (request.do === 'list') return 0;
  process.stdout.write(revoked === undefined ? 'there is no such token\n' : `${plain(revoked)} is revoked\n`);
  return revoked === undefined ? 1 : 0;
}
