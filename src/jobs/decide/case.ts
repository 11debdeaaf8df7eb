import type { AuditActor, AuditEntry } from '../../inventory/audit.ts';
import type { IncidentState } from '../../inventory/state.ts';
import type { CommandWords } from '../../sources/commands/parse-command.ts';

/** What is known about a person's word beside the word itself; asked before the transaction that carries it out. */
export interface Known {
  /** GitHub's id of who decided; absent for the operator. */
  readonly actorId?: number;
  /** Names the word, for what answers it later. */
  readonly source?: string;
  /** The broker has a way to end the credential. Default: true. */
  readonly canEnd?: boolean;
  /** Whom the word names can own something here. */
  readonly ownerFits?: boolean;
  /** The person is one whom policy lets decide, although the word takes none of them. */
  readonly decides?: boolean;
}

/** The incident as it stands while nobody else changes it. */
export interface LockedIncident {
  readonly state: IncidentState;
  readonly explanation: string | null;
  readonly rotate_url: string | null;
  readonly credential_id: string;
  readonly sealed: Uint8Array | null;
}

/** Where a decision is carried out. The words are those of the person, without credentials. */
export interface Case extends CommandWords, Known {
  readonly incidentId: string;
  readonly repositoryId: number;
  readonly installationId: number;
  /** As the audit trail names who decided. */
  readonly actor: string;
  readonly incident: LockedIncident;
}

/** Who decided, for the audit trail. */
export const whoOf = ({ actor, actorId }: Pick<Case, 'actor' | 'actorId'>): AuditActor =>
  actorId === undefined ? actor : { name: actor, githubId: actorId };

/** The reason of who decided, for the audit trail. */
export const whyOf = ({ reason }: Pick<Case, 'reason'>): Pick<AuditEntry, 'why'> =>
  reason === undefined ? {} : { why: reason };

/** As sentences name who decided. */
export const nameOf = ({ actor }: Pick<Case, 'actor'>): string => actor.replace(/^@/, '');
