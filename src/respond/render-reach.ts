import type { IncidentReport, ReachedBy } from '../inventory/report.ts';
import { fitLines } from './fit.ts';
import { code } from './markdown.ts';
import { REACH_WORDS as WORDS } from './words/reach.ts';

/** A name as people compare it. */
const MAX_NAME = 80;

function lineOf({ repository, path, job, environment, server, holder }: ReachedBy): string {
  const steps = [
    WORDS.holder(holder.via, code(holder.name, MAX_NAME), holder.scope),
    code(path, MAX_NAME),
    ...(job === undefined ? [] : [WORDS.job(code(job, MAX_NAME))]),
    ...(environment === undefined ? [] : [WORDS.environment(code(environment, MAX_NAME))]),
    ...(server === undefined ? [] : [WORDS.server(code(server, MAX_NAME))]),
  ];
  return WORDS.line(steps, code(repository));
}

/**
 * The section "what it reaches": the first ways from what holds a credential to the jobs and servers that take it, across
 * repositories, with the true count. Where it is written out is said with the places.
 *
 * @param budget in UTF-16 code units
 * @param toPublic the public can read it: who takes a credential of ours is none of its business
 */
export function renderReach({ reach }: IncidentReport, budget: number, toPublic: boolean): readonly string[] {
  if (!reach || reach.count === 0 || toPublic) return [];
  const lines = fitLines(reach.ways.map(lineOf), budget, reach.count, WORDS.more);
  return [WORDS.heading, WORDS.all(reach.count, reach.repositories, reach.more), lines.join('\n')];
}
