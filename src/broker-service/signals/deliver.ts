import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { BrokerDatabase } from '../store/schema.ts';
import { sendMessage, type Sender } from './send-message.ts';

const POLL_MS = 1000;
const BATCH = 16;
/** A message taken by a process that dies is due again after this long. */
const LEASE_MS = 30_000;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 3_600_000;
/** With these waits the last try comes about half a day after the first. */
const MAX_ATTEMPTS = 20;

/** Sends stored messages until they arrive. */
export interface Deliverer {
  wake(): void;
  stop(): Promise<void>;
}

/** Starts sending. A message is deleted once it arrived, was refused for good, or nobody took it for half a day. */
export function startDeliverer(db: BrokerDatabase, sender: Sender, log: Logger): Deliverer {
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  const take = () => {
    const now = sender.now();
    const due = db
      .selectFrom('broker_messages')
      .select('id')
      .where('run_at', '<=', new Date(now))
      .orderBy('run_at')
      .limit(BATCH)
      .forUpdate()
      .skipLocked();
    return db
      .updateTable('broker_messages')
      .set({ run_at: new Date(now + LEASE_MS), attempts: sql<number>`attempts + 1` })
      .where('id', 'in', due)
      .returningAll()
      .execute();
  };
  const deliver = async (message: Awaited<ReturnType<typeof take>>[number]): Promise<void> => {
    const delivery = await sendMessage(sender, message);
    const { id, kind, target, attempts } = message;
    if (delivery === 'again' && attempts < MAX_ATTEMPTS) {
      const wait =
        Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
      await db
        .updateTable('broker_messages')
        .set({ run_at: new Date(sender.now() + wait) })
        .where('id', '=', id)
        .execute();
      return log.warn({ kind, target, attempts }, 'a message did not arrive and will be sent again');
    }
    if (delivery !== 'sent') log.error({ kind, target, attempts }, 'a message was given up');
    await db.deleteFrom('broker_messages').where('id', '=', id).execute();
  };
  const round = async (): Promise<void> => {
    again = true;
    while (again) {
      again = false;
      const messages = await take();
      await Promise.all(messages.map(deliver));
      again = !stopped && (again || messages.length === BATCH);
    }
  };
  const wake = (): void => {
    again = true;
    if (stopped || running) return;
    running = round()
      .catch((err: unknown) => log.error({ err }, 'messages could not be sent'))
      .finally(() => (running = undefined));
  };
  const poll = setInterval(wake, POLL_MS);
  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(poll);
      await running;
    },
  };
}
