import type { Database } from '../../store/database.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** Why nothing is done for an installation. */
export type Closed = 'suspended' | 'deleted';

/** How long the jobs of a suspended installation rest before they look again; its return wakes them at once. */
const SUSPENDED_MS = 15_000;

/**
 * What a job of a suspended installation throws: it waits, and its lane with it, without losing a try.
 *
 * @param pausesLane false for a job in the lane of another installation
 */
export function restWhileSuspended(pausesLane = true): RetryLater {
  return new RetryLater(SUSPENDED_MS, { pausesLane, counts: false });
}

/**
 * Knows the installations for which nothing may be sent, so that no job needs to ask the database. Read again every two
 * seconds: another process may have been told.
 */
export class InstallationGate {
  #closed: ReadonlyMap<number, Closed> = new Map();
  #reading: Promise<void> = Promise.resolve();
  readonly #onOpen: (installationId: number) => void;

  /** @param onOpen is told of each installation that is at work again */
  constructor(onOpen: (installationId: number) => void = () => undefined) {
    this.#onOpen = onOpen;
  }

  stateOf(installationId: number): Closed | undefined {
    return this.#closed.get(installationId);
  }

  /** False for one that is gone; throws for a job that has to wait for one that is suspended. */
  admits(installationId: number): boolean {
    const state = this.stateOf(installationId);
    if (state === 'suspended') throw restWhileSuspended(false);
    return state === undefined;
  }

  /** Reads it again, one time after another: an older answer must not undo a newer one. */
  refresh(db: Database): Promise<void> {
    const read = this.#reading.then(() => this.#read(db));
    this.#reading = read.catch(() => undefined);
    return read;
  }

  async #read(db: Database): Promise<void> {
    const rows = await db
      .selectFrom('installations')
      .select(['id', 'deleted_at'])
      .where((eb) => eb.or([eb('suspended_at', 'is not', null), eb('deleted_at', 'is not', null)]))
      .execute();
    const before = this.#closed;
    this.#closed = new Map(rows.map(({ id, deleted_at }) => [id, deleted_at ? 'deleted' : 'suspended']));
    for (const id of before.keys()) if (!this.#closed.has(id)) this.#onOpen(id);
  }
}
