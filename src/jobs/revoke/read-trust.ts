import type { Trust } from '../../broker/broker.ts';
import type { JobContext } from '../queue/context.ts';

/** Whom the policy of a repository lets the broker talk to. */
export async function readTrust({ db }: JobContext, repositoryId: number): Promise<Trust> {
  const row = await db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  const policy = row?.policy;
  return {
    issuers: policy?.issuers ?? [],
    servers: (policy?.servers ?? []).map(({ url, describeTools, watchStreams }) => ({
      url,
      ...(describeTools === true ? { describeTools } : {}),
      ...(watchStreams === true ? { watchStreams } : {}),
    })),
  };
}
