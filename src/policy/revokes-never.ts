import { revokeModeFor } from './merge-revoke.ts';
import type { Policy } from './policy.ts';

/** Whether policy lets nobody revoke: one that observes, or never revokes, binds people as well. */
export const revokesNever = ({ mode, revoke }: Policy, environment: string | undefined): boolean =>
  mode === 'observe' || revokeModeFor(revoke, environment) === 'never';
