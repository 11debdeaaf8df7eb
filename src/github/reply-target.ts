/** Where an answer to a text can be written; see `readThread`, which finds it out. */
export type ReplyTarget =
  /** The conversation of an issue or pull request. */
  | { readonly to: 'issue'; readonly number: number }
  /** The thread of a comment on a line of a pull request, by the comment that began it. */
  | { readonly to: 'review-comment'; readonly pull: number; readonly comment: number }
  | { readonly to: 'commit'; readonly sha: string }
  /** A discussion or the thread below one of its comments, by node ids. */
  | { readonly to: 'discussion'; readonly discussion: string; readonly replyTo?: string };
