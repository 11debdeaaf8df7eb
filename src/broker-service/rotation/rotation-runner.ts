import type { Selectable } from 'kysely';
import type { BrokerContext } from '../context.ts';
import type { RotationRow } from '../store/schema.ts';
import type { RotationParts } from './context.ts';
import type { Change, Rotating } from './stages.ts';
import { runStep } from './run-rotation.ts';
import {
  keepRotationLeases,
  releaseRotation,
  takeDueRotations,
  toRotating,
  writeChange,
} from './store-rotations.ts';

const CONCURRENCY = 8;
const POLL_MS = 500;
/** Each change that is written prolongs it, and a heartbeat while a step lasts. */
const LEASE_MS = 60_000;

/** Runs rotations of this process. */
export interface RotationRunner {
  /** Something has become due. */
  wake(): void;
  /** Ends after the steps that are under way; what comes after them is left to the next start. */
  stop(): Promise<void>;
}

/** @param getContext the context is made with its runner in it */
export function startRotationRunner(getContext: () => BrokerContext, parts: RotationParts): RotationRunner {
  const { db, now } = parts;
  const running = new Map<string, Promise<void>>();
  let taking: Promise<void> | undefined;
  let again = false;
  const stopping = new AbortController();

  const withId = async (rotating: Rotating | undefined): Promise<Rotating | undefined> => {
    if (!rotating) return undefined;
    const { old, owner } = rotating;
    const credentialId = await parts.ids.find(owner, old, old.secret);
    return credentialId === undefined ? rotating : { ...rotating, old: { ...old, credentialId } };
  };
  const goOn = async (first: Selectable<RotationRow>): Promise<void> => {
    const { keys } = getContext();
    let row: Selectable<RotationRow> | undefined = first;
    let isNoted = false;
    while (row && !stopping.signal.aborted) {
      const rotating = await withId(toRotating(keys, row));
      const change: Change | undefined = rotating && (await runStep(parts, rotating, isNoted));
      if (!rotating || !change) return;
      row = await writeChange(db, keys, now(), rotating, change, new Date(now() + LEASE_MS));
      if (change.runAt !== undefined) return;
      isNoted = change.trying === true;
    }
    // For whoever starts next.
    if (row) await releaseRotation(db, row.id);
  };
  const run = (row: Selectable<RotationRow>): void => {
    const done = goOn(row)
      // Its lease runs out, and then it is taken again. The error may hold a value, so only its kind is told.
      .catch((error: unknown) =>
        getContext().log.error(
          { rotation: row.id, error: error instanceof Error ? error.name : 'unknown' },
          'a step of a rotation failed',
        ),
      )
      .finally(() => {
        running.delete(row.id);
        wake();
      });
    running.set(row.id, done);
  };
  const take = async (): Promise<void> => {
    try {
      const rows = await takeDueRotations(db, {
        most: CONCURRENCY - running.size,
        now: now(),
        leaseMs: LEASE_MS,
        except: [...running.keys()],
      });
      rows.forEach(run);
    } catch (err) {
      getContext().log.error({ err }, 'rotations could not be taken');
    }
  };
  const wake = (): void => {
    again = true;
    if (taking || stopping.signal.aborted || running.size >= CONCURRENCY) return;
    again = false;
    taking = take().finally(() => {
      taking = undefined;
      if (again) wake();
    });
  };
  const poll = setInterval(wake, POLL_MS);
  const heartbeat = setInterval(() => {
    const until = new Date(now() + LEASE_MS);
    keepRotationLeases(db, [...running.keys()], until).catch((err: unknown) =>
      getContext().log.warn({ err }, 'leases of rotations could not be kept'),
    );
  }, LEASE_MS / 4);

  return {
    wake,
    async stop() {
      stopping.abort();
      clearInterval(poll);
      await taking;
      await Promise.all(running.values());
      clearInterval(heartbeat);
    },
  };
}
