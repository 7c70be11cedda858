import './quiet-log.ts';
import type { Context } from 'aws-lambda';

/** What Lambda hands a function beside its event. */
export function lambdaContext(awsRequestId = 'request-1'): Context {
  // Without the callbacks of old runtimes, which nothing may use.
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'test',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:ap-southeast-2:000000000000:function:test',
    memoryLimitInMB: '256',
    logGroupName: '/aws/lambda/test',
    logStreamName: 'test',
    getRemainingTimeInMillis: () => 30_000,
  } as Context;
}

/** An event of the HTTP API (payload format 2.0). */
export function httpEvent(request: {
  query?: string;
  path?: Record<string, string>;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}): Record<string, unknown> {
  const { query = '', path, headers = {}, ...rest } = request;
  return {
    version: '2.0',
    rawQueryString: query,
    headers,
    ...(path === undefined ? {} : { pathParameters: path }),
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', http: { sourceIp: '203.0.113.7' } },
    ...rest,
  };
}
