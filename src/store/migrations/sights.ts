/** With which facts beside it a credential was last asked about: what was seen of it holds for these only. */
export const SIGHTS: readonly string[] = [`alter table incidents add column sights_of text`];
