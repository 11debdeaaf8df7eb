import type { Leak, LeakedCredential } from '../../broker/broker.ts';
import type {
  SuccessorAnswer,
  Successors,
  SuccessorState,
  SuccessorTarget,
} from '../../broker/successors.ts';
import { newEvidence } from '../judge/new-evidence.ts';
import { ROTATION_WORDS } from '../../respond/words/rotation.ts';
import type { JobContext } from '../queue/context.ts';
import { prepareSecret } from './prepare-secret.ts';
import { advance, giveUp, type Replacement } from './replacement.ts';
import { writeSuccessor } from './write-successor.ts';

/** What the steps of a replacement need. */
export interface Replacing {
  readonly context: JobContext;
  readonly successors: Successors;
  readonly credential: LeakedCredential;
  readonly leak: Leak;
}

/** Nothing can go on now; in milliseconds. */
export interface Wait {
  readonly waitMs: number;
}

export type Step = (replacing: Replacing, row: Replacement) => Promise<Replacement | Wait>;

/** How soon the broker is asked again. */
const LOOK_MS = 300;
/** A leaked credential is in somebody's hands: it lives no longer than this for the sake of a successor. */
const PREPARE_MS = 60_000;
const ISSUE_MS = 120_000;
/** The end of the old one is the broker's from the delivery on; after this the revocation sees to it as well. */
const END_MS = 600_000;

const isOver = (since: Date | null, ms: number) => since !== null && Date.now() - since.getTime() > ms;

const { unreachable: UNREACHABLE, slow: SLOW } = ROTATION_WORDS;

/** The broker's own account of it goes into the audit trail, each entry once. */
async function told({ context }: Replacing, row: Replacement, { evidence }: SuccessorState) {
  const entries = await newEvidence(context, row.incident_id, evidence);
  return entries.map((entry) => ({ ...entry, actor: 'broker' as const }));
}

function targetFor(row: Replacement): SuccessorTarget | undefined {
  const { target, key_id: keyId, public_key: publicKey } = row;
  if (target.kind === 'vault') return { kind: 'vault_kv', path: target.path, field: target.field };
  return keyId === null || publicKey === null ? undefined : { kind: 'sealed_box', keyId, publicKey };
}

/** Looks at the place, and asks for a successor. */
const ask: Step = async (replacing, row) => {
  const { context, successors, credential, leak } = replacing;
  const { target } = row;
  const isLate = isOver(row.created_at, PREPARE_MS);
  const to = targetFor(row);
  if (!to) {
    if (target.kind === 'vault') return giveUp(context, row, UNREACHABLE);
    const key = await prepareSecret(context, row.installation_id, target, credential);
    if ('never' in key) return giveUp(context, row, key.never);
    if ('waitMs' in key) return isLate ? giveUp(context, row, SLOW) : key;
    return advance(context, row, { key_id: key.keyId, public_key: key.publicKey });
  }
  const wish = { credential, leak, target: to, overlapSeconds: row.overlap_seconds };
  const answer = await successors.ask(wish, `rotation:${row.incident_id}`);
  // As long as the broker is away nothing can be revoked either.
  if (answer === 'unreachable') return isLate ? giveUp(context, row, UNREACHABLE) : { waitMs: LOOK_MS };
  if ('refused' in answer) return giveUp(context, row, answer.refused);
  const asked = { stage: 'asked', rotation_id: answer.id, asked_at: new Date() } as const;
  return advance(context, row, asked, [{ event: 'rotation_asked', actor: 'rekey' }]);
};

/** Has the successor taken back, and leaves the old one to the revocation. */
async function withdraw(replacing: Replacing, row: Replacement, why: string): Promise<Replacement> {
  const { context, successors, credential } = replacing;
  // If nobody hears it, the broker takes the successor back by itself when the time for the delivery is over.
  if (row.rotation_id !== null) await successors.settle(credential, row.rotation_id, false);
  return giveUp(context, row, why);
}

async function write(replacing: Replacing, row: Replacement, state: SuccessorState) {
  const { context, successors, credential } = replacing;
  const { target } = row;
  const { sealed } = state;
  if (target.kind === 'vault' || !sealed) return { waitMs: LOOK_MS };
  const trouble = await writeSuccessor(context, row.installation_id, target, { ...state, sealed });
  if (trouble && 'never' in trouble) return withdraw(replacing, row, trouble.never);
  if (trouble) return isOver(row.asked_at, ISSUE_MS) ? withdraw(replacing, row, SLOW) : trouble;
  const settled = await successors.settle(credential, state.id, true);
  // Lost, or too late: the next look shows which.
  return typeof settled === 'object' && 'state' in settled
    ? follow(replacing, row, settled)
    : { waitMs: LOOK_MS };
}

/** What the broker's word for it means here. */
async function follow(
  replacing: Replacing,
  row: Replacement,
  state: SuccessorState,
): Promise<Replacement | Wait> {
  const { context } = replacing;
  const audit = await told(replacing, row, state);
  const explanation = state.explanation === undefined ? {} : { explanation: state.explanation };
  // The word that it was written may have arrived although the answer did not.
  const wasDelivered = row.stage === 'delivered';
  const isDelivered = wasDelivered || state.evidence.some(({ event }) => event === 'delivered');
  if (state.state === 'old_revoked') {
    const at = wasDelivered ? {} : { delivered_at: new Date() };
    return advance(context, row, { stage: 'replaced', ...explanation, ...at }, audit);
  }
  if (state.state === 'delivered') {
    if (wasDelivered) return { waitMs: LOOK_MS };
    return advance(context, row, { stage: 'delivered', delivered_at: new Date() }, audit);
  }
  if (state.state === 'failed') {
    if (isDelivered) return advance(context, row, { stage: 'left', ...explanation }, audit);
    return giveUp(context, row, state.explanation ?? SLOW, audit);
  }
  if (state.sealed === undefined || row.target.kind === 'vault')
    return isOver(row.asked_at, ISSUE_MS) ? withdraw(replacing, row, SLOW) : { waitMs: LOOK_MS };
  // Written before the request: from then on the secret may hold the successor.
  if (row.stage === 'asked') return advance(context, row, { stage: 'writing' }, audit);
  return write(replacing, row, state);
}

async function unanswered(
  replacing: Replacing,
  row: Replacement,
  answer: Exclude<SuccessorAnswer, SuccessorState>,
) {
  const { context } = replacing;
  if (row.stage === 'delivered') {
    const isLate = isOver(row.delivered_at, row.overlap_seconds * 1000 + END_MS);
    return isLate || answer !== 'unreachable'
      ? advance(context, row, { stage: 'left' })
      : { waitMs: LOOK_MS };
  }
  if (answer !== 'unreachable') return giveUp(context, row, answer.refused);
  if (!isOver(row.asked_at, ISSUE_MS)) return { waitMs: LOOK_MS };
  const { target } = row;
  const mayHold = row.stage === 'writing' && target.kind === 'secret';
  return giveUp(context, row, mayHold ? ROTATION_WORDS.mayHold(target) : UNREACHABLE);
}

/** Looks how the broker has got on, and does what is ours to do. */
const look: Step = async (replacing, row) => {
  const { context, successors, credential } = replacing;
  if (row.rotation_id === null) return giveUp(context, row, UNREACHABLE);
  const answer = await successors.look(credential, row.rotation_id);
  return typeof answer === 'object' && 'state' in answer
    ? follow(replacing, row, answer)
    : unanswered(replacing, row, answer);
};

/** The old one lives on for the time of the overlap, and the broker ends it. */
const awaitEnd: Step = async (replacing, row) => {
  const until = (row.delivered_at?.getTime() ?? 0) + row.overlap_seconds * 1000;
  const left = until - Date.now();
  if (left > 0) return { waitMs: left };
  const next = await look(replacing, row);
  const isLate = isOver(row.delivered_at, row.overlap_seconds * 1000 + END_MS);
  return 'waitMs' in next && isLate ? advance(replacing.context, row, { stage: 'left' }) : next;
};

/** One step for each stage in which something is left to do. */
export const STEPS: Readonly<Partial<Record<Replacement['stage'], Step>>> = {
  planned: ask,
  asked: look,
  writing: look,
  delivered: awaitEnd,
};
