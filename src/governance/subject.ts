/** What a check can look at: one row of the register. */
export const SUBJECT_KINDS = ['credential', 'secret', 'server', 'job', 'environment'] as const;

export type SubjectKind = (typeof SUBJECT_KINDS)[number];
