import type { Selectable } from 'kysely';
import type { Rotation } from '../../broker-contract/rotation.ts';
import type { Rotator } from '../../broker/rotation/rotator.ts';
import type { RotationRow } from '../store/schema.ts';
import { STATE_OF } from './stages.ts';

/** Steps that are told; the last ones say how it ended. */
const MAX_STEPS = 200;
const LOOK_AGAIN_SECONDS = 1;

/** What the provider calls the successor, where its next rotation must know that. */
function namesOf(row: Selectable<RotationRow>, rotator: Rotator): Pick<Rotation, 'key_id' | 'credential_id'> {
  if (row.facts['new.id'] === undefined || row.stage === 'failed') return {};
  const { keyId, credentialId } = rotator.namesOf(row.request, row.facts);
  return {
    ...(keyId === undefined ? {} : { key_id: keyId }),
    ...(credentialId === undefined ? {} : { credential_id: credentialId }),
  };
}

/** A rotation as its client sees it. */
export function viewRotation(row: Selectable<RotationRow>, rotator: Rotator, now: number): Rotation {
  const { request, stage, box } = row;
  const { target } = request;
  const isAwaited = stage === 'await' && box !== null && target.kind === 'sealed_box';
  const terminal = stage === 'done' || stage === 'failed';
  const wait = row.leased_until ? undefined : row.run_at;
  return {
    id: row.id,
    state: STATE_OF[stage],
    terminal,
    ...(terminal || isAwaited
      ? {}
      : {
          retry_after: wait
            ? Math.max(LOOK_AGAIN_SECONDS, Math.ceil((wait.getTime() - now) / 1000))
            : LOOK_AGAIN_SECONDS,
        }),
    ...(row.explanation === null ? {} : { explanation: row.explanation }),
    provider: request.provider,
    type: request.type,
    ...(request.reference === undefined ? {} : { reference: request.reference }),
    ...(isAwaited
      ? {
          sealed_box: { key_id: target.key_id, encrypted_value: box },
          ...(row.run_at ? { deliver_by: row.run_at.toISOString() } : {}),
        }
      : {}),
    ...(row.overlap_until ? { overlap_until: row.overlap_until.toISOString() } : {}),
    ...namesOf(row, rotator),
    timeline: row.timeline.slice(-MAX_STEPS).map((step) => ({ ...step })),
  };
}
