/** Who brought a credential in a commit, as GitHub vouches for it: the author of a commit is whom its writer named. */
export const BROUGHT_BY: readonly string[] = [`alter table exposures add column brought_by text`];
