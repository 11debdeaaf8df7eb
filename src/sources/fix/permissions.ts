import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';

const Installation = z.object({ permissions: z.record(z.string(), z.string()).default({}) });

/**
 * What an installation lets the App write, so that nothing is tried that would be refused half-way.
 *
 * @param app a client of the App itself
 * @returns names as the manifest has them: `contents`
 */
export async function readWritePermissions(
  app: Octokit,
  installationId: number,
): Promise<ReadonlySet<string>> {
  const { data } = await app.request('GET /app/installations/{installation_id}', {
    installation_id: installationId,
  });
  const { permissions } = readAnswer(Installation, data);
  const given = Object.entries(permissions).filter(([, level]) => level === 'write' || level === 'admin');
  return new Set(given.map(([name]) => name));
}
