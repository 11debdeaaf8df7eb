import type { Finding } from '../detect/index.ts';
import type { Edit } from './edit.ts';

/** Where the value that a reference stands for is kept from now on. */
export type Keeper =
  | 'variable'
  | 'input'
  | 'actions-secret'
  | 'copilot-secret'
  | 'continue-secret'
  /** Nowhere: an example shows names only. */
  | 'none';

/** Why a credential is left where it stands. */
export type Reason =
  /** The client fills nothing in: the value has to leave the file. */
  | 'no-reference'
  /** It stands in a text that is encoded as a whole. */
  | 'encoded'
  /** The bytes of the file cannot be kept, or it is too large. */
  | 'unreadable'
  /** GitHub gives no secrets to this part of a workflow. */
  | 'no-secrets-here'
  /** Where quotes begin and end, or what else would have to change, is not certain. */
  | 'unsure';

/** A credential that is to be replaced. */
export interface Target {
  readonly finding: Finding;
  readonly name: string;
  /** As the client writes it; empty where the value just goes. */
  readonly reference: string;
  readonly keeper: Keeper;
}

/** A text that is to be mended. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** What is to be changed, and what could not be. */
export interface Outcome {
  readonly edits: readonly Edit[];
  readonly left: ReadonlyMap<Target, Reason>;
}

/** Replaces the credentials of one text, in the language of its file. Pure. */
export type Strategy = (source: Source, targets: readonly Target[]) => Outcome;

/** Makes a strategy that looks at each credential for itself. */
export function eachTarget(change: (source: Source, target: Target) => readonly Edit[] | Reason): Strategy {
  return (source, targets) => {
    const edits: Edit[] = [];
    const left = new Map<Target, Reason>();
    for (const target of targets) {
      const result = change(source, target);
      if (typeof result === 'string') left.set(target, result);
      else edits.push(...result);
    }
    return { edits, left };
  };
}

/** Whether the characters of the text are those of the credential, but for escapes: what stands for them can be put in. */
export function isWrittenOut({ text }: Source, { finding }: Target): boolean {
  const written = text.slice(finding.span.start, finding.span.end);
  const value = finding.secret.reveal();
  if (written === value) return true;
  try {
    if (JSON.parse(`"${written}"`) === value) return true;
  } catch {
    // No JSON string.
  }
  try {
    return decodeURIComponent(written) === value;
  } catch {
    return false;
  }
}

/** The reference in place of the credential, whatever is around it. */
export const inPlace = (source: Source, target: Target): readonly Edit[] | Reason => {
  if (!isWrittenOut(source, target)) return 'encoded';
  const { start, end } = target.finding.span;
  const { reference } = target;
  // `$NAME` would go on with what follows.
  if (/^\$\w+$/.test(reference) && /\w/.test(source.text.charAt(end))) return 'unsure';
  return [{ start, end, text: reference }];
};
