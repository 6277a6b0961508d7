import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';

const BUF = createRequire(import.meta.url).resolve('@bufbuild/buf/bin/buf');

/** What `buf curl` came to. */
export interface CurlResult {
  /** 0, or eight times the gRPC code. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls a method of `movie.v1` as a person does: `buf curl` asks the server for the schema. */
export function bufCurl(port: number, method: string, ...args: readonly string[]): Promise<CurlResult> {
  const url = `http://127.0.0.1:${port}/movie.v1.MovieService/${method}`;
  return runBuf(['curl', '--protocol', 'grpc', '--http2-prior-knowledge', ...args, url]);
}

/** Runs `buf` with these arguments and nothing to read. */
export function runBuf(args: readonly string[]): Promise<CurlResult> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [BUF, ...args], (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}
