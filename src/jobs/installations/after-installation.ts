import { redactKnownFormats } from '../../detect/index.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { askBackfillsJob } from '../backfill/backfill-task.ts';
import { firstContactJob } from '../first-contact/first-contact-task.ts';
import type { NewJob } from '../queue/queue.ts';
import { readVariablesJob, sweepVariablesJob } from '../variables/sweep-variables.ts';

/** What is read of what was there before the App, each by a job of its own on the queue `bulk`. */
interface FirstLook {
  /** Once for a new installation. */
  readonly installation?: (installationId: number) => NewJob;
  /** For each repository of it, and for each that it gets later. */
  readonly repository?: (installationId: number, repository: RepositoryRef) => NewJob;
  /** For each repository that an installation gets later; a new one has read it with all others. */
  readonly added?: (installationId: number, repository: RepositoryRef) => NewJob;
}

const bulk = (installationId: number, data: object): NewJob => ({
  queue: 'bulk',
  lane: String(installationId),
  data,
});

/** A row for each kind of place that has a past. */
const AFTER_INSTALLATION: readonly FirstLook[] = [
  { installation: (installationId) => askBackfillsJob(installationId), added: askBackfillsJob },
  {
    installation: sweepVariablesJob,
    added: (installationId, repository) => readVariablesJob(installationId, repository, true),
  },
  {
    repository: (installationId, repository) =>
      bulk(installationId, { kind: 'list-alerts', installationId, repository }),
  },
  { installation: firstContactJob },
];

/** The jobs that read what all repositories of a new installation have in common, or what is read for all at once. */
export function installationLooks(installationId: number): readonly NewJob[] {
  return AFTER_INSTALLATION.flatMap(({ installation }) =>
    installation ? [installation(installationId)] : [],
  );
}

/**
 * The jobs that read what was there before in repositories.
 *
 * @param repositories that are seen for the first time
 * @param isNew the installation as such is; see {@link installationLooks}
 */
export function firstLooks(
  installationId: number,
  repositories: readonly RepositoryRef[],
  isNew: boolean,
): readonly NewJob[] {
  const refs = repositories.map(({ id, owner, name, private: isPrivate, defaultBranch }): RepositoryRef => ({
    id,
    owner,
    name,
    private: isPrivate,
    // Named after a token, a branch would bring it into the database.
    defaultBranch: redactKnownFormats(defaultBranch),
  }));
  return AFTER_INSTALLATION.flatMap(({ repository, added }) =>
    refs.flatMap((ref) => [
      ...(repository ? [repository(installationId, ref)] : []),
      ...(added && !isNew ? [added(installationId, ref)] : []),
    ]),
  );
}
