/** What a check looks at: one row of the register. */
export type SubjectKind = 'credential' | 'secret' | 'server' | 'job' | 'environment';
