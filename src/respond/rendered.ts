import type { ExposureReport } from '../inventory/report.ts';

/**
 * What to write instead of the credential at a place, in that client's own reference syntax; undefined where the
 * client has none. May hold names from the repository, so it is shown in code blocks only.
 */
export type ReplacementFor = (exposure: ExposureReport) => string | undefined;

/** One annotation as the Checks API takes it; https://docs.github.com/rest/checks/runs#create-a-check-run */
export interface Annotation {
  readonly path: string;
  /** 1-based. */
  readonly start_line: number;
  readonly end_line: number;
  /** 1-based; only when the annotation is on one line. */
  readonly start_column?: number;
  /** The column of the last character. */
  readonly end_column?: number;
  readonly annotation_level: 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** A button of a check run; GitHub takes three, a label and identifier of 20 characters and a description of 40. */
export interface CheckButton {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

/** A check run's content, ready to be sent. */
export interface RenderedCheck {
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly title: string;
  /** Markdown, at most 65,535 characters. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
  /** Absent where nothing waits for a person. */
  readonly actions?: readonly CheckButton[];
}

/** The issue of one incident, ready to be sent. */
export interface RenderedIssue {
  readonly title: string;
  /** Markdown, at most 65,536 characters; its first two lines are the markers of `issue-marker.ts`. */
  readonly body: string;
  /** The same without what would not fit beside much text of people below it. */
  readonly shortBody?: string;
  readonly labels: readonly string[];
  /** Logins to assign once, while nobody is; none where nothing is left to do or the public reads it. */
  readonly assignees?: readonly string[];
  /** True when it says so: its label is then put on an issue that is there already as well, once. */
  readonly urgent?: true;
  /** True when nothing is left for a person to do. */
  readonly closed: boolean;
  readonly closeReason: 'completed' | 'not_planned';
  /** What to say in a comment when the incident's state differs from the one that the issue shows. */
  readonly comment: string;
}
