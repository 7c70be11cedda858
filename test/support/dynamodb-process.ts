import { startTestDynamoDb } from './dynamodb.ts';

// Run as a process of its own by tests that kill it: prints where it listens, then serves until killed.
const database = await startTestDynamoDb({ folder: process.argv[2] ?? '' });
process.stdout.write(`${database.endpoint}\n`);
