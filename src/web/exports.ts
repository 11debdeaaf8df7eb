import type { ServerResponse } from 'node:http';
import { csvCell } from '../audit/csv.ts';
import { exportTrail } from '../audit/export-trail.ts';
import { recordAudit } from '../inventory/audit.ts';
import { actorOf, OPERATOR } from '../inventory/waiting.ts';
import { listCredentials } from '../views/credentials.ts';
import type { Page } from '../views/cursor.ts';
import { FindingFilter, listFindings } from '../views/findings.ts';
import { IncidentFilter, listIncidents } from '../views/incidents.ts';
import { chainsOf } from '../views/installations.ts';
import { listSecrets, listServers, RegisterFilter } from '../views/register.ts';
import { periodOf, TrailQuery } from '../views/trail.ts';
import { sendPieces } from './audit-api.ts';
import { sentenceOf } from './finding-rows.ts';
import { PRIVATE_HEADERS } from './page.ts';
import type { PageRequest } from './request.ts';

const PAGE = 500;

/** A row as it stands in a file. */
type Row = Readonly<Record<string, unknown>>;

/** Reads a page of a list, from a cursor on. */
type ReadPage = (request: PageRequest, cursor: string | undefined) => Promise<Page<Row>>;

interface Export {
  /** In the order of the columns of a table. */
  readonly columns: readonly string[];
  readonly read: ReadPage;
}

const cursorOf = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

const register = (
  columns: readonly string[],
  list: typeof listSecrets | typeof listServers | typeof listCredentials,
): Export => ({
  columns,
  async read({ context, session, query }, cursor) {
    const filter = { ...RegisterFilter.parse(query), cursor };
    const { rows, next } = await list(context.db, session.viewer, filter, PAGE);
    return { rows: rows.map((row) => ({ ...row })), ...(next === undefined ? {} : { next }) };
  },
});

/** What can be exported, by the word in its address. */
const EXPORTS: Readonly<Record<string, Export>> = {
  incidents: {
    columns:
      'id state type provider redacted server environment owners severity dueAt urgent repository places createdAt updatedAt'.split(
        ' ',
      ),
    async read({ context, session, query }, cursor) {
      const filter = { ...IncidentFilter.parse(query), cursor: undefined, ...cursorOf(cursor) };
      const { rows, next } = await listIncidents(context.db, session.viewer, filter, PAGE);
      return { rows: rows.map((row) => ({ ...row })), ...(next === undefined ? {} : { next }) };
    },
  },
  findings: {
    columns:
      'id check severity sentence subject name repository owners openedAt closedAt acceptedUntil acceptedBy reason'.split(
        ' ',
      ),
    async read({ context, session, query }, cursor) {
      const filter = { ...FindingFilter.parse(query), cursor: undefined, ...cursorOf(cursor) };
      const { rows, next } = await listFindings(context.db, session.viewer, filter, PAGE);
      const flat = rows.map((row) => ({
        ...row,
        sentence: sentenceOf(row),
        acceptedUntil: row.accepted?.until ?? null,
        acceptedBy: row.accepted?.by ?? null,
        reason: row.accepted?.reason ?? null,
      }));
      return { rows: flat, ...(next === undefined ? {} : { next }) };
    },
  },
  credentials: register(
    'id incident type provider redacted server environment owners scopes issuedAt expiresAt lastUsedAt replacedAt state repositories firstSeenAt'.split(
      ' ',
    ),
    listCredentials,
  ),
  secrets: register(
    'id name scope repository environment visibility owners createdAt rotatedAt uses'.split(' '),
    listSecrets,
  ),
  servers: register(
    'id name repository path transport url package version takes holdsCredential owners firstSeenAt'.split(
      ' ',
    ),
    listServers,
  ),
};

/** A value as a table has it: moments in ISO 8601, lists with spaces between. */
function cellOf(value: unknown): string | number | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(String).join(' ');
  if (typeof value === 'number' || typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : JSON.stringify(value);
}

async function* pagesOf({ read }: Export, request: PageRequest): AsyncGenerator<readonly Row[]> {
  let cursor: string | undefined;
  do {
    const { rows, next } = await read(request, cursor);
    yield rows;
    cursor = next;
  } while (cursor !== undefined);
}

async function* csvPieces(what: Export, request: PageRequest): AsyncGenerator<string> {
  yield `${what.columns.join(',')}\r\n`;
  for await (const rows of pagesOf(what, request))
    yield rows
      .map((row) => `${what.columns.map((column) => csvCell(cellOf(row[column]))).join(',')}\r\n`)
      .join('');
}

async function* jsonPieces(what: Export, request: PageRequest): AsyncGenerator<string> {
  let isFirst = true;
  yield '[';
  for await (const rows of pagesOf(what, request)) {
    const text = rows
      .map((row) =>
        JSON.stringify(Object.fromEntries(what.columns.map((column) => [column, row[column] ?? null]))),
      )
      .join(',\n');
    if (text !== '') yield `${isFirst ? '\n' : ',\n'}${text}`;
    isFirst &&= text === '';
  }
  yield '\n]\n';
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/jsonl',
};

const whoOf = ({ session: { person } }: PageRequest) =>
  person ? { name: actorOf(person), githubId: person.id } : OPERATOR;

/** The pieces of the trail; that it was exported stands in it. */
async function trailPieces(request: PageRequest, format: 'csv' | 'jsonl'): Promise<AsyncIterable<string>> {
  const { context, session, query } = request;
  const { installation, since, until } = TrailQuery.parse(query);
  const chains = await chainsOf(context.db, session.viewer);
  const installations = chains.filter((id) => installation === undefined || id === installation);
  const asked = { ...periodOf({ since, until }), installations, format };
  return exportTrail({ db: context.db, keys: context.keys, actor: whoOf(request) }, asked);
}

async function piecesOf(
  request: PageRequest,
  name: string,
  format: string,
): Promise<AsyncIterable<string> | undefined> {
  if (name === 'audit')
    return format === 'csv' || format === 'jsonl' ? trailPieces(request, format) : undefined;
  const what = Object.hasOwn(EXPORTS, name) ? EXPORTS[name] : undefined;
  if (!what || (format !== 'csv' && format !== 'json')) return undefined;
  const { db } = request.context;
  const chains = request.session.viewer.installations === 'all' ? [0] : request.session.viewer.installations;
  const subjects = chains.map((installationId) => ({ installationId, kind: 'access' as const }));
  await recordAudit(db, subjects, whoOf(request), { event: 'list_exported', why: `${name} as ${format}` });
  return format === 'csv' ? csvPieces(what, request) : jsonPieces(what, request);
}

const PATH = /^\/export\/([a-z]+)\.(csv|jsonl?)$/;

/** Sends a list as a file, page by page: what is held in memory does not grow with it. @returns false for what is none */
export async function sendExport(request: PageRequest, response: ServerResponse): Promise<boolean> {
  const [, name = '', format = ''] = PATH.exec(request.path) ?? [];
  const pieces = await piecesOf(request, name, format);
  if (!pieces) return false;
  const day = new Date().toISOString().slice(0, 10);
  response.writeHead(200, {
    ...PRIVATE_HEADERS,
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'content-type': TYPES[format] ?? 'text/plain',
    'content-disposition': `attachment; filename="rekey-${name}-${day}.${format}"`,
  });
  try {
    await sendPieces(response, pieces);
  } catch (error) {
    // Broken off rather than ended: who reads must not take a part for the whole.
    response.destroy();
    throw error;
  }
  return true;
}
