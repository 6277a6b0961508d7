// Imports movies into the server at the address that is its argument, without end, and prints a line for each thousand.
import { credentials } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { connect, upload } from 'test-kit';

const [, , address = ''] = process.argv;
// With grpc-js's own buffer for retries, a thousand movies are written before the server has any.
const client = connect(address, credentials.createInsecure(), { 'grpc.per_rpc_retry_buffer_size': 16_384 });
const { call } = upload(client, v1.MovieServiceService.importMovies);
call.write({ request: { $case: 'options', value: v1.ImportOptions.create() } });
for (let count = 1; ; count++) {
  const value = v1.ImportRecord.create({ movie: { id: `${count}`, title: 'Half an import' } });
  if (!call.write({ request: { $case: 'record', value } })) {
    await new Promise<void>((resolve) => call.once('drain', resolve));
  }
  if (count % 1_000 === 0) console.log(count);
}
