/**
 * Where on GitHub a text stands, other than in a commit: a place that has no file and line of its own. Every string may
 * come from a repository, so it is hostile until it went through the scrub and the escapes of `respond`.
 */
export type Place = VariablePlace | LogPlace | ArtifactPlace | ThreadPlace | AlertPlace;

/** `commit` for all places that are a file of a commit. */
export type PlaceKind = 'commit' | Place['kind'];

/** A line of a workflow that reads a variable. */
export interface VariableReader {
  readonly path: string;
  readonly line: number;
  readonly job?: string;
  readonly step?: string;
}

/** An Actions variable, or one of GitHub's agents. https://docs.github.com/actions/learn-github-actions/variables */
export interface VariablePlace {
  readonly kind: 'variable';
  readonly family: 'actions' | 'agents';
  readonly scope: 'repository' | 'organization' | 'environment';
  readonly environment?: string;
  readonly name: string;
  /** Where workflows read it, as far as they were looked at. */
  readonly readers?: readonly VariableReader[];
  /** How many repositories can read it; only for an organisation's. */
  readonly repositories?: number;
}

/** A line of the log of a workflow run. */
export interface LogPlace {
  readonly kind: 'log';
  readonly run: number;
  readonly attempt: number;
  readonly job: string;
  readonly step?: string;
  /** Rekey has deleted the log since. */
  readonly deleted?: boolean;
}

/** A file in an artifact of a workflow run. */
export interface ArtifactPlace {
  readonly kind: 'artifact';
  readonly run: number;
  readonly artifact: string;
  readonly file: string;
}

/** What people write on GitHub outside of files. */
export const THREAD_TYPES = [
  'issue',
  'issue-comment',
  'pull-request',
  'review',
  'review-comment',
  'commit-comment',
  'discussion',
  'discussion-comment',
  'release',
  'wiki',
] as const;

export type ThreadType = (typeof THREAD_TYPES)[number];

/** A text that a person wrote on GitHub. */
export interface ThreadPlace {
  readonly kind: 'thread';
  readonly thread: ThreadType;
  /** Id within its type: the number of an issue, the id of a comment, the name of a wiki page. */
  readonly id: string;
  /** GitHub's global id of the text; a wiki page has none. */
  readonly node?: string;
  /** The issue, pull request or discussion that it belongs to. */
  readonly number?: number;
  readonly author?: string;
  /** It stands in the title. */
  readonly inTitle?: boolean;
  /** The text was edited since: only its earlier versions hold it. */
  readonly earlier?: boolean;
  /** GitHub's secret scanning says so; Rekey's own look may not find it again. */
  readonly reported?: boolean;
  /** Revision of a wiki page. */
  readonly version?: string;
}

/** What GitHub's own secret scanning found in a place that Rekey does not read. */
export interface AlertPlace {
  readonly kind: 'alert';
  readonly number: number;
}

/** Names a place within its repository, the same for the same place. */
export function placePath(place: Place): string {
  switch (place.kind) {
    case 'variable':
      return [place.family, place.scope, place.environment, place.name].filter(Boolean).join('/');
    case 'log':
      return [place.job, place.step].filter(Boolean).join('/');
    case 'artifact':
      return `${place.artifact}/${place.file}`;
    case 'thread':
      return `${place.thread}/${place.id}`;
    case 'alert':
      return `alert/${place.number}`;
  }
}

/** Tells versions of a place apart, as a commit does for files; empty where there is one only. */
export function placeVersion(place: Place): string {
  if (place.kind === 'log') return `run/${place.run}/${place.attempt}`;
  if (place.kind === 'artifact') return `run/${place.run}`;
  return place.kind === 'thread' ? (place.version ?? '') : '';
}
