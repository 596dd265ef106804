/** A request that failed for good: a fatal status, an answer with errors, or the retries used up. Internal. */
export class RequestRefused extends Error {
  /** The HTTP status; undefined if there was no answer or the answer was 200 with GraphQL errors. */
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The failure in words for the person at the terminal. */
export function explainRefusal(error: unknown, baseUrl: string): string {
  if (!(error instanceof RequestRefused)) return error instanceof Error ? error.message : String(error);
  if (error.status === 401) {
    return `${baseUrl} refused the API key (HTTP 401). Check WANDB_API_KEY, netrc, or \`wandb login\`.`;
  }
  if (error.status === 403) {
    return `the API key may not write to this entity or project at ${baseUrl} (HTTP 403).`;
  }
  return error.message;
}
