import { NO_ACCOUNT, isBot } from '../../github/login.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { keepAuthor, readIntroduction, type Introduction } from '../../inventory/introduction.ts';
import { keepOwnership, readOwnership, type Ownership } from '../../inventory/owners.ts';
import { isOwner, ownersOf } from '../../policy/code-owners.ts';
import { findServer } from '../../policy/find-server.ts';
import type { Policy } from '../../policy/policy.ts';
import { readCommitAuthor } from '../../sources/read-commit-author.ts';
import { isForbidden } from '../installations/is-forbidden.ts';
import type { JobContext } from '../queue/context.ts';

interface Asked {
  readonly installationId: number;
  readonly incidentId: string;
  readonly policy: Policy;
}

type First = Introduction & { readonly exposureId: string };

/** Who the register says, by the MCP server that the credential is for. */
function registered(
  { server, server_url }: { readonly server: string | null; readonly server_url: string | null },
  policy: Policy,
): readonly string[] {
  const finding = {
    ...(server === null ? {} : { server }),
    ...(server_url === null ? {} : { serverUrl: server_url }),
  };
  const owner = findServer(finding, policy.servers)?.owner;
  if (owner === undefined) return [];
  return [owner.startsWith('@') ? owner : `@${owner}`].filter(isOwner);
}

/** A repository whose files the App may not read names nobody. */
async function byCodeOwners(
  context: JobContext,
  { installationId }: Asked,
  { kind, repository, path }: Introduction,
): Promise<readonly string[]> {
  if (kind !== 'commit') return [];
  const octokit = await context.github.forInstallation(installationId);
  try {
    return ownersOf(await context.codeOwners.rulesOf(octokit, repository), path);
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}

/**
 * Whom a commit names as its author, and whether its signature proves that: looked up once, for what nobody pushed before
 * our eyes, such as the history, or was shown without its author.
 */
async function lookUp(context: JobContext, { installationId }: Asked, known: First): Promise<First> {
  if (known.kind !== 'commit' || known.broughtBy !== undefined) return known;
  const octokit = await context.github.forInstallation(installationId);
  const named = await readCommitAuthor(octokit, known.repository, known.commit);
  if (named === undefined) return { ...known, broughtBy: NO_ACCOUNT };
  const found = { author: named.author, broughtBy: named.verified ? named.author : NO_ACCOUNT };
  await keepAuthor(context.db, known.exposureId, found);
  return { ...known, ...found };
}

function isSame(found: Ownership, known: Ownership | undefined): boolean {
  return found.source === known?.source && found.owners.join(' ') === known.owners.join(' ');
}

/**
 * Finds out who brought a credential and whose it is, and keeps it: whom a person named, else the register of servers, else
 * CODEOWNERS for the file in which it was seen first, else whoever brought it.
 *
 * @returns whether anything of it is news
 */
export async function settleOwner(context: JobContext, asked: Asked): Promise<boolean> {
  const { db } = context;
  const credential = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select(['credentials.id', 'server', 'server_url'])
    .where('incidents.id', '=', asked.incidentId)
    .executeTakeFirst();
  const first = credential && (await readIntroduction(db, credential.id));
  if (!first) return false;
  const introduction = first.author === undefined ? await lookUp(context, asked, first) : first;
  const known = await readOwnership(db, credential.id);
  const isAuthorNew = introduction.author !== first.author;
  if (known?.source === 'person') return isAuthorNew;
  const found = await look(context, asked, introduction, registered(credential, asked.policy));
  if (!found || isSame(found, known)) return isAuthorNew;
  const { installationId, incidentId } = asked;
  const subject = { installationId, kind: 'credential', id: credential.id, incidentId } as const;
  const why = `${found.source}: ${found.owners.join(' ')}`;
  await db.transaction().execute(async (trx) => {
    await keepOwnership(trx, credential.id, found);
    await recordAudit(trx, subject, 'rekey', { event: 'owner_settled', why });
  });
  return true;
}

async function look(
  context: JobContext,
  asked: Asked,
  introduction: First,
  register: readonly string[],
): Promise<Ownership | undefined> {
  if (register.length > 0) return { owners: register, source: 'register' };
  const owners = await byCodeOwners(context, asked, introduction);
  if (owners.length > 0) return { owners, source: 'codeowners' };
  const { author, broughtBy } = await lookUp(context, asked, introduction);
  // The author of a commit is whom its writer named: only whom GitHub vouches for is held to have brought it.
  const login = (introduction.kind === 'commit' ? broughtBy : author) ?? NO_ACCOUNT;
  return login === NO_ACCOUNT || isBot(login) ? undefined : { owners: [`@${login}`], source: 'committer' };
}
