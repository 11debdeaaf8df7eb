import { z } from 'zod';

const id = z.uuid();
const installationId = z.number().int();

/** Publish or update the check run of a head commit. */
export const ReportCheckTask = z.object({
  kind: z.literal('report-check'),
  installationId,
  checkId: id,
  /** The grace is over: on a private repository say what is known so far. */
  atLatest: z.boolean(),
});
export type ReportCheckTask = z.infer<typeof ReportCheckTask>;

/** Publish or update the issue of a credential. */
export const ReportIssueTask = z.object({
  kind: z.literal('report-issue'),
  installationId,
  incidentId: id,
  atLatest: z.boolean(),
});
export type ReportIssueTask = z.infer<typeof ReportIssueTask>;

/** Do at the places of a credential what its new state calls for. */
export const FollowUpTask = z.object({
  kind: z.literal('follow-up'),
  installationId,
  incidentId: id,
});
export type FollowUpTask = z.infer<typeof FollowUpTask>;

/** Jobs of the `revoke` queue. */
export const RevokeTask = z.object({
  incidentId: id,
  /** The repository whose policy says whom the broker may talk to. */
  repositoryId: z.number().int(),
  /** How often an accepted but unproved revocation was probed again. */
  probes: z.number().int().default(0),
  /**
   * `describe`: only find out what the credential could do, for a person who decides about its revocation. `rehearse`: only
   * ask its provider whether it would accept the revocation. `verify`: only look whether it is dead, as a person says.
   */
  only: z.enum(['describe', 'rehearse', 'verify']).optional(),
  /** Whose word is to be verified. */
  word: z
    .object({
      /** As the audit trail names the person. */
      actor: z.string().max(200),
      /** Policy lets the person decide. */
      decides: z.boolean(),
      /** Names the word; see `decisions`. */
      source: z.string().max(200).optional(),
    })
    .optional(),
});
export type RevokeTask = z.infer<typeof RevokeTask>;
