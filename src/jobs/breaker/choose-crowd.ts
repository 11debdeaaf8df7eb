import { INSIDERS } from '../../github/crowd.ts';
import type { Database } from '../../store/database.ts';

/**
 * In whose count a credential is. One that people of the organisation brought anywhere is theirs. Of several outsiders the
 * last who brought it counts, but for those who are paused: nobody holds back what another brings by having brought it too.
 */
export async function chooseCrowd(
  db: Database,
  installationId: number,
  credentialId: string,
): Promise<string> {
  const rows = await db
    .selectFrom('exposures')
    .leftJoin('breakers', (join) =>
      join
        .onRef('breakers.crowd', '=', 'exposures.crowd')
        .on('breakers.installation_id', '=', installationId),
    )
    .select(['exposures.crowd', 'pause_id'])
    .where('credential_id', '=', credentialId)
    .orderBy('seen_at', 'desc')
    .execute();
  if (rows.length === 0 || rows.some(({ crowd }) => crowd === INSIDERS)) return INSIDERS;
  return (rows.find(({ pause_id: pause }) => pause === null) ?? rows[0])?.crowd ?? INSIDERS;
}
