import type { CheckReport } from '../inventory/report.ts';
import { isOpen, type CheckedCredential } from './group-credentials.ts';
import type { CheckButton } from './rendered.ts';
import { NOT_A_SECRET_BUTTON, RESCAN_BUTTON, REVOKE_BUTTON } from './words/approval.ts';

/**
 * The buttons of a check run. GitHub tells which was pressed and nothing else, so "Not a secret" is there only where one
 * credential alone can be meant. Where the public reads, a button would show that something is alive: there is only the one
 * that has the commit judged again, and that is there for the dead as well.
 */
export function checkButtons(
  { private: isPrivate, notes }: Pick<CheckReport, 'private' | 'notes'>,
  credentials: readonly CheckedCredential[],
): readonly CheckButton[] {
  if (credentials.length === 0 && notes.length === 0) return [];
  const shown = isPrivate ? credentials.filter(({ hidden }) => !hidden) : [];
  const isOffered = shown.some(({ incident }) => incident.revocable === true);
  return [
    ...(isOffered ? [REVOKE_BUTTON] : []),
    ...(shown.filter(isOpen).length === 1 ? [NOT_A_SECRET_BUTTON] : []),
    RESCAN_BUTTON,
  ];
}
