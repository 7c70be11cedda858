import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { AwsError, type JsonService } from '../../local/aws/service.ts';

export interface Front {
  url: string;
  close(): Promise<void>;
}

/** One service behind real HTTP, so that the SDK's own serialising and error reading take part in the test. */
export async function serveJson(service: JsonService): Promise<Front> {
  const server = createServer((request, response) => {
    const [target, operation = ''] = String(request.headers['x-amz-target']).split('.');
    const answer = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    text(request)
      .then((body) => {
        if (target !== service.target) throw new AwsError('UnknownOperationException', String(target));
        return service.call(operation, JSON.parse(body) as Record<string, unknown>);
      })
      .then(
        (output) => answer(200, output),
        (error: unknown) => {
          if (error instanceof AwsError) answer(error.status, { __type: error.code, message: error.message });
          else answer(500, { __type: 'InternalErrorException', message: String(error) });
        },
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
