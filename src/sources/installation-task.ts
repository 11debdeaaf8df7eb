import { z } from 'zod';

/** Something happened to an installation; what, is read again from GitHub: webhooks come late and out of order. */
export const InstallationTask = z.object({
  kind: z.literal('installation'),
  installationId: z.number().int(),
  /** Its owner gave permissions that were missing. */
  newPermissions: z.boolean().default(false),
});
export type InstallationTask = z.infer<typeof InstallationTask>;

/** Compare all branches of an installation with what was read. */
export const ReconcileTask = z.object({
  kind: z.literal('reconcile'),
  installationId: z.number().int(),
});
export type ReconcileTask = z.infer<typeof ReconcileTask>;

/** Look at all installations of the App; 0 stands for the App itself. */
export const ListInstallationsTask = z.object({
  kind: z.literal('list-installations'),
  installationId: z.literal(0),
});

/** Look for deliveries of the App's webhook that never came. */
export const RedeliverTask = z.object({ kind: z.literal('redeliver'), installationId: z.literal(0) });

const Payload = z.object({
  action: z.string().max(100),
  installation: z.object({ id: z.number().int().positive() }),
});

/**
 * Projects the payloads of `installation`, `installation_repositories` and `installation_target` to a job.
 * https://docs.github.com/webhooks/webhook-events-and-payloads#installation
 */
export function installationTask(payload: unknown): InstallationTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { action, installation } = parsed.data;
  return {
    kind: 'installation',
    installationId: installation.id,
    newPermissions: action === 'new_permissions_accepted',
  };
}
