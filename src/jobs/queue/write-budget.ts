import { sql } from 'kysely';
import type { ContentWrite } from '../../github/content-writes.ts';
import type { ReserveWrite } from '../../github/limit-requests.ts';
import { rateOf, type Rate } from '../../github/pace.ts';
import type { Database } from '../../store/database.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Of the content of a minute, so many hours' worth may notify people: GitHub's 500 an hour stand to its 80 a minute so. */
const NOTICES_OF_A_MINUTE = 7.5;
/** New issues get an eighth: each wants changes and a comment later, and the check runs of pushes must not wait behind. */
const ISSUE_SHARE = 8;
/** What creates leaves this part of the burst to the changes of what exists. */
const FOR_CREATION = 0.6;
const ANYTHING: Rate = { stepMs: 0, burstMs: Number.MAX_SAFE_INTEGER };

interface Rates {
  readonly content: Rate;
  readonly notices: Rate;
  readonly issues: Rate;
}

/** What a write has to keep to, of each budget; one that it does not touch lets anything pass. */
function ratesFor(write: ContentWrite, all: Rates): Rates {
  const { content } = all;
  return {
    content: write.creates ? { ...content, burstMs: content.burstMs * FOR_CREATION } : content,
    notices: write.notifies ? all.notices : ANYTHING,
    issues: write.issue ? all.issues : ANYTHING,
  };
}

/** Milliseconds since 1970, by the clock that all processes share. */
const now = sql<number>`(extract(epoch from statement_timestamp()) * 1000)::float8`;
/** Where a budget would stand after one more write. */
const ahead = (column: string, { stepMs }: Rate) =>
  sql<number>`greatest(${sql.ref(`write_budgets.${column}`)}, ${now}) + ${stepMs}::float8`;

const wait = (column: string, rate: Rate) =>
  sql<number>`${ahead(column, rate)} - ${now} - ${rate.burstMs}::float8`;

const fits = (column: string, rate: Rate) => sql<boolean>`${wait(column, rate)} <= 0`;

/**
 * Makes the budget for writing content, kept in the database because all processes share an installation. A write that
 * is allowed costs one statement; it is refused before it is sent when any of its budgets is used up.
 *
 * @param contentPerMinute requests that create or change content, a minute and installation
 */
export function createWriteBudget(db: Database, contentPerMinute: number): ReserveWrite {
  const rates: Rates = {
    content: rateOf(contentPerMinute, MINUTE_MS),
    notices: rateOf(Math.floor(contentPerMinute * NOTICES_OF_A_MINUTE), HOUR_MS),
    issues: rateOf(Math.max(2, Math.floor(contentPerMinute / ISSUE_SHARE)), MINUTE_MS),
  };
  const take = async (id: number, { content, notices, issues }: Rates): Promise<boolean> => {
    const row = await db
      .insertInto('write_budgets')
      .values({
        installation_id: id,
        content_at: sql<number>`${now} + ${content.stepMs}::float8`,
        notices_at: sql<number>`${now} + ${notices.stepMs}::float8`,
        issues_at: sql<number>`${now} + ${issues.stepMs}::float8`,
      })
      .onConflict((conflict) =>
        conflict
          .column('installation_id')
          .doUpdateSet({
            content_at: ahead('content_at', content),
            notices_at: ahead('notices_at', notices),
            issues_at: ahead('issues_at', issues),
          })
          .where(fits('content_at', content))
          .where(fits('notices_at', notices))
          .where(fits('issues_at', issues)),
      )
      .returning('installation_id')
      .executeTakeFirst();
    return row !== undefined;
  };

  const waitFor = async (id: number, { content, notices, issues }: Rates): Promise<number> => {
    const row = await db
      .selectFrom('write_budgets')
      .select(
        sql<number>`greatest(${wait('content_at', content)}, ${wait('notices_at', notices)}, ${wait('issues_at', issues)})`.as(
          'wait',
        ),
      )
      .where('installation_id', '=', id)
      .executeTakeFirst();
    return Math.max(1, Math.ceil(row?.wait ?? 0));
  };

  return async (installationId, write) => {
    const own = ratesFor(write, rates);
    const stepMs = write.issue ? own.issues.stepMs : own.content.stepMs;
    if (await take(installationId, own)) return { waitMs: 0, stepMs };
    return { waitMs: await waitFor(installationId, own), stepMs };
  };
}
