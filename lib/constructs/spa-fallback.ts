import { Function as EdgeFunction, FunctionCode, FunctionRuntime } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';

/**
 * Addresses of pages (no extension in the last part) get the one page that there is, which finds its way by itself. Files
 * that do not exist stay 404, which an error page for the whole distribution would hide, those of the API included.
 */
const CODE = `function handler(event) {
  var request = event.request;
  var last = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!last.includes('.')) request.uri = '/index.html';
  return request;
}
`;

/** Runs at the edge before the cache is asked. */
export class SpaFallback extends EdgeFunction {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      comment: 'Answers the address of every page with index.html',
      code: FunctionCode.fromInline(CODE),
      runtime: FunctionRuntime.JS_2_0,
    });
  }
}
