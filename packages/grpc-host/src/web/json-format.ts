import {
  create,
  type DescMessage,
  type DescMethod,
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
} from '@bufbuild/protobuf';
import { asBuffer } from '../as-buffer.js';
import { hostError } from '../host-errors.js';
import { messageOf } from '../message-of.js';
import { checkJsonParts } from './json-parts.js';
import { PlainJsonReader } from './plain-json-reader.js';
import { PlainJsonWriter } from './plain-json-writer.js';

/** The requests and responses of a method in JSON. */
export class JsonFormat {
  readonly #input: DescMessage;
  readonly #output: DescMessage;
  readonly #plainInput: PlainJsonReader;
  readonly #plainOutput: PlainJsonWriter;
  readonly #empty: Uint8Array | undefined;

  /** @param decode what reads a request in binary */
  constructor({ input, output }: DescMethod, decode: (bytes: Buffer) => unknown) {
    this.#input = input;
    this.#output = output;
    this.#plainInput = new PlainJsonReader(input, decode);
    this.#plainOutput = new PlainJsonWriter(output);
    this.#empty = emptyJson(input);
  }

  /** A request, as it would be decoded; undefined of one that has to be made binary for that. */
  toMessage(json: Buffer): unknown {
    return this.#plainInput.read(json);
  }

  /**
   * The bytes of a request in binary.
   *
   * @throws RpcError if it is none, or has absurdly many parts
   */
  toBinary(json: Uint8Array): Uint8Array {
    checkJsonParts(json);
    try {
      return toBinary(this.#input, fromJsonString(this.#input, asBuffer(json).toString()));
    } catch (error) {
      throw hostError('UNDECODABLE_JSON', messageOf(error), { cause: error });
    }
  }

  /** The JSON of a response. @throws Error if it holds what JSON can't say */
  fromBinary(response: Buffer): Buffer {
    return (
      this.#plainOutput.write(response) ?? Buffer.from(toJsonString(this.#output, fromBinary(this.#output, response)))
    );
  }

  /** What the library, which insists on reading a request by itself, reads in place of one. */
  standIn(json: Uint8Array): Uint8Array {
    return this.#empty ?? json;
  }
}

/** Undefined of the few messages that can't be empty. */
function emptyJson(desc: DescMessage): Uint8Array | undefined {
  try {
    return Buffer.from(toJsonString(desc, create(desc)));
  } catch {
    return undefined;
  }
}
