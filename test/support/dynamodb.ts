import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, type TranslateConfig } from '@aws-sdk/lib-dynamodb';
import { AwsError, type JsonService } from '../../local/aws/service.ts';
import { openDynamoDb, type DynamoDb, type DynamoDbOptions } from '../../local/dynamodb/engine.ts';

export interface TestDynamoDb {
  endpoint: string;
  engine: DynamoDb;
  /** Closed with the database. */
  client(): DynamoDBClient;
  documentClient(translate?: TranslateConfig): DynamoDBDocumentClient;
  createTable: DynamoDb['createTable'];
  close(): Promise<void>;
}

/** A real DynamoDB endpoint over HTTP, on a free port, with its own folder (a temporary one unless given). */
export async function startTestDynamoDb(options: Partial<DynamoDbOptions> = {}): Promise<TestDynamoDb> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'dynamodb-'));
  const engine = await openDynamoDb({ ...options, folder });
  const server = await serveJson(engine);
  const clients: DynamoDBClient[] = [];
  const client = () => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const made = new DynamoDBClient({
      endpoint: server.endpoint,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
    });
    clients.push(made);
    return made;
  };
  return {
    endpoint: server.endpoint,
    engine,
    client,
    documentClient: (translate) => DynamoDBDocumentClient.from(client(), translate),
    createTable: (input, timeToLiveAttribute) => engine.createTable(input, timeToLiveAttribute),
    close: async () => {
      for (const made of clients) made.destroy();
      await server.close();
      await engine.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Serves one emulated service as the SDK expects it. */
export async function serveJson(service: JsonService): Promise<{ endpoint: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
    };
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    readBody(request)
      .then((body) => service.call(operation, JSON.parse(body) as Record<string, unknown>))
      .then((result) => answer(200, result))
      .catch((error: unknown) => {
        if (!(error instanceof AwsError)) {
          answer(500, { __type: 'InternalFailure', message: String(error) });
          return;
        }
        answer(error.status, { __type: error.code, message: error.message, ...error.details });
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
