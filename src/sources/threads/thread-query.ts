/** How many earlier versions of a text are read, the newest. */
const MAX_VERSIONS = 20;

/**
 * A text with its earlier versions, which anyone who can read it sees in its menu "edited": who pastes a credential and
 * edits it away a second later has leaked it all the same. `diff` is the whole text of that version, `editor` who wrote it:
 * whoever may write edits what others wrote. The first version is among them once there was an edit.
 * https://docs.github.com/graphql/reference/objects#usercontentedit
 */
export const THREAD_QUERY = `query RekeyThread($id: ID!) {
  node(id: $id) {
    type: __typename
    ... on Comment {
      author { ...Account }
      editor { ...Account }
      lastEditedAt
      authorAssociation
      body
      userContentEdits(first: ${MAX_VERSIONS}) { nodes { deletedAt diff editor { ...Account } } }
    }
    ... on Issue { number title timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: ${MAX_VERSIONS}) { nodes { ... on RenamedTitleEvent { previousTitle actor { ...Account } } } } }
    ... on PullRequest { number title timelineItems(itemTypes: [RENAMED_TITLE_EVENT], last: ${MAX_VERSIONS}) { nodes { ... on RenamedTitleEvent { previousTitle actor { ...Account } } } } }
    ... on IssueComment { issue { number } }
    ... on PullRequestReview { pullRequest { number } }
    ... on PullRequestReviewComment { databaseId replyTo { databaseId } pullRequest { number } }
    ... on CommitComment { commit { oid } }
    ... on Discussion { id number title }
    ... on DiscussionComment { id replyTo { id } discussion { id number } }
    ... on Release { author { login } description name }
  }
}
fragment Account on Actor { login ... on User { databaseId } ... on Bot { databaseId } ... on Mannequin { databaseId } }`;
