/** What a check run says of the log of a workflow run. */
export const RUN_LOG_WORDS = {
  notDeleted: (run: number) =>
    `The log of run ${run} was not deleted, as the policy wants: the App may not. Grant it the permission "Actions: read and write", or delete the log by hand.`,
  firstOnly: (most: number, run: number) =>
    `Only the first ${most} findings in the log of run ${run} are told.`,
} as const;
