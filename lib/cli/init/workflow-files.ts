/** Tests a change, and says in one comment on the pull request what it does; a later push changes the comment. */
export const REVIEW_WORKFLOW = `name: review
on: pull_request
permissions:
  contents: read
  pull-requests: write
jobs:
  review:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: npm
      - run: npm ci
      - run: npm test
      - run: npx seaworthy synth --check
      - name: Review
        run: npx seaworthy review --base "origin/\${{ github.base_ref }}" --markdown review.md
      - name: Comment
        if: \${{ !cancelled() && hashFiles('review.md') != '' }}
        run: gh pr comment "\${{ github.event.number }}" --body-file review.md --edit-last --create-if-none
        env:
          GH_TOKEN: \${{ github.token }}
`;
