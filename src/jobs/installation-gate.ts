import type { Database } from '../store/database.ts';

/** Why nothing is done for an installation. */
export type Closed = 'suspended' | 'deleted';

/**
 * Knows the installations for which nothing may be sent, so that no job needs to ask the database. Read again every two
 * seconds: another process may have been told.
 */
export class InstallationGate {
  #closed: ReadonlyMap<number, Closed> = new Map();
  readonly #onOpen: (installationId: number) => void;

  /** @param onOpen is told of each installation that is at work again */
  constructor(onOpen: (installationId: number) => void = () => undefined) {
    this.#onOpen = onOpen;
  }

  stateOf(installationId: number): Closed | undefined {
    return this.#closed.get(installationId);
  }

  async refresh(db: Database): Promise<void> {
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
