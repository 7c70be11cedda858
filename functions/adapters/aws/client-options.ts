/**
 * What every client of an AWS service is made with: two attempts, which times the two of a step or an event make four
 * requests and never a storm, and a deadline for each. Without `throwOnRequestTimeout` a request that outlives its time
 * is only warned about.
 */
export function clientOptions(
  deadline: { connect: number; request: number } = { connect: 2_000, request: 5_000 },
) {
  return {
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: deadline.connect,
      requestTimeout: deadline.request,
      throwOnRequestTimeout: true,
    },
  };
}
