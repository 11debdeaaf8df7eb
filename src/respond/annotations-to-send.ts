import type { Octokit } from '../github/types.ts';
import type { Annotation } from './rendered.ts';

interface CheckRunPlace {
  readonly owner: string;
  readonly repo: string;
  readonly check_run_id: number;
}

type Marked = Pick<Annotation, 'path' | 'start_line' | 'end_line'> & {
  readonly start_column?: number | null;
};

function keyOf({ path, start_line, end_line, start_column }: Marked): string {
  return JSON.stringify([path, start_line, end_line, start_column ?? null]);
}

/**
 * Those annotations that a check run does not show yet. GitHub never replaces one, so what is there is asked for only
 * when there is something and it cannot be all.
 *
 * @param there how many the check run shows
 */
export async function annotationsToSend(
  octokit: Octokit,
  place: CheckRunPlace,
  there: number,
  annotations: readonly Annotation[],
): Promise<readonly Annotation[]> {
  if (there >= annotations.length) return [];
  if (there === 0) return annotations;
  const shown = await octokit.paginate(octokit.rest.checks.listAnnotations, { ...place, per_page: 100 });
  // Two credentials may stand at one place: each annotation that is there accounts for one of ours.
  const left = new Map<string, number>();
  for (const annotation of shown) left.set(keyOf(annotation), (left.get(keyOf(annotation)) ?? 0) + 1);
  return annotations.filter((annotation) => {
    const same = left.get(keyOf(annotation)) ?? 0;
    if (same > 0) left.set(keyOf(annotation), same - 1);
    return same === 0;
  });
}
