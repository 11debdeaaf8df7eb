import { stateMarker } from './issue-marker.ts';
import type { RenderedIssue } from './rendered.ts';
import { PAUSED_WORDS } from './words/breaker.ts';

/** A pause of an installation's revocations. */
export interface PauseReport {
  readonly id: string;
  /** Login of the installation's account. */
  readonly owner: string;
  /** What people without a right to write brought; else what those of the organisation did. */
  readonly outsiders: boolean;
  readonly ended: number;
  readonly minutes: number;
  readonly waiting: number;
  readonly over: boolean;
}

export interface PauseOptions {
  readonly labels: readonly string[];
  /** The public can read the repository that the issue is written to. */
  readonly public: boolean;
}

function told({ owner, outsiders, ended, minutes, waiting }: PauseReport): readonly string[] {
  const { how, closes, public: exempt } = PAUSED_WORDS;
  // A login is letters, digits and hyphens; anything else would not be one.
  const name = owner.replace(/[^\w-]/g, '');
  return [
    (outsiders ? PAUSED_WORDS.outsidersEnded : PAUSED_WORDS.ended)(ended, minutes),
    PAUSED_WORDS.waiting(waiting),
    how(name).join('\n'),
    `${exempt} ${closes}`,
  ];
}

/**
 * The one issue that calls a person to a pause. Where the public can read it does not say how much lives. It is closed
 * once the pause is over.
 */
export function renderPause(pause: PauseReport, options: PauseOptions): RenderedIssue {
  const { id, outsiders, over } = pause;
  const title = outsiders ? PAUSED_WORDS.outsidersTitle : PAUSED_WORDS.title;
  const markers = `<!-- rekey:pause:${id.replace(/[^\w-]/g, '')} -->\n${stateMarker(over ? 'dismissed' : 'approval_needed')}`;
  const open = options.public ? [PAUSED_WORDS.neutral] : told(pause);
  return {
    title: options.public ? PAUSED_WORDS.neutralTitle : title,
    body: [markers, ...(over ? [PAUSED_WORDS.over] : open)].join('\n\n'),
    labels: options.labels,
    closed: over,
    closeReason: 'completed',
    comment: over ? PAUSED_WORDS.over : PAUSED_WORDS.neutral,
  };
}
