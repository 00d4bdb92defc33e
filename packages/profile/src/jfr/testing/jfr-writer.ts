/**
 * Writes recordings byte by byte, for tests and benches: well-formed ones, and through `raw` and `patch` every other kind. The
 * format is described in docs/formats/jfr.md.
 */

/** Bytes that grow. Integers are compressed, or big-endian in their width. */
export class JfrOutput {
  readonly compressed: boolean;
  #bytes = new Uint8Array(1 << 12);
  #length = 0;

  constructor(compressed: boolean) {
    this.compressed = compressed;
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return this;
  }

  raw(bytes: ArrayLike<number>): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  int(value: number): this {
    return this.#integer(BigInt(value) & 0xffff_ffffn, 4);
  }

  short(value: number): this {
    return this.#integer(BigInt(value) & 0xffffn, 2);
  }

  long(value: number | bigint): this {
    if (this.compressed && typeof value === 'number' && value >= 0 && value <= 0x7fff_ffff) {
      return this.#small(value);
    }
    return this.#integer(BigInt.asUintN(64, BigInt(value)), 8);
  }

  double(value: number): this {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value);
    return this.raw(bytes);
  }

  float(value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value);
    return this.raw(bytes);
  }

  utf8(text: string): this {
    const bytes = encoder.encode(text);
    return this.u8(3).int(bytes.length).raw(bytes);
  }

  chars(text: string): this {
    this.u8(4).int(text.length);
    for (let i = 0; i < text.length; i++) this.short(text.charCodeAt(i));
    return this;
  }

  latin1(text: string): this {
    return this.u8(5)
      .int(text.length)
      .raw(Array.from(text, (char) => char.charCodeAt(0)));
  }

  /** A string by its id in the pool of strings. */
  pooledText(id: number | bigint): this {
    return this.u8(2).long(id);
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #small(value: number): this {
    let rest = value;
    while (rest > 127) {
      this.u8((rest & 127) | 128);
      rest >>>= 7;
    }
    return this.u8(rest);
  }

  #integer(value: bigint, width: number): this {
    if (!this.compressed) {
      for (let i = width - 1; i >= 0; i--) this.u8(Number((value >> BigInt(8 * i)) & 255n));
      return this;
    }
    let rest = value;
    for (let i = 0; i < 8; i++) {
      if (rest < 128n) return this.u8(Number(rest));
      this.u8(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    return this.u8(Number(rest));
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const size = Math.max(this.#bytes.length * 2, this.#length + length);
    this.#bytes = new Uint8Array(this.#bytes.buffer.transfer(size));
  }
}

const encoder = new TextEncoder();

export interface FieldPlan {
  readonly name: string;
  /** Name of the type. */
  readonly type: string;
  readonly pooled?: boolean;
  readonly array?: boolean;
  readonly timespan?: string;
}

export interface TypePlan {
  readonly name: string;
  readonly id: number;
  readonly fields?: readonly FieldPlan[];
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

export interface ChunkOptions {
  readonly compressed?: boolean;
  readonly startNanos?: bigint;
  readonly durationNanos?: bigint;
  readonly startTicks?: bigint;
  readonly ticksPerSecond?: bigint;
  readonly minor?: number;
}

/** One chunk. What is added comes in the order of the calls. */
export class JfrChunkWriter {
  readonly #output: JfrOutput;
  readonly #options: ChunkOptions;
  #metadataAt = 0;
  #checkpointAt = 0;

  constructor(options: ChunkOptions = {}) {
    this.#options = options;
    this.#output = new JfrOutput(options.compressed ?? true);
    this.#output.raw(new Uint8Array(68));
  }

  get length(): number {
    return this.#output.length;
  }

  event(typeId: number, write: (body: JfrOutput) => void): this {
    const body = new JfrOutput(this.#output.compressed);
    body.long(typeId);
    write(body);
    this.#output.raw(sized(body));
    return this;
  }

  /** Bytes of events made elsewhere. */
  raw(bytes: Uint8Array): this {
    this.#output.raw(bytes);
    return this;
  }

  /** A checkpoint with pools: of each the type, and the entries, each written behind its id. */
  checkpoint(
    pools: readonly {
      readonly typeId: number;
      readonly entries: readonly (readonly [
        id: number | bigint,
        write: (body: JfrOutput) => void,
      ])[];
    }[],
  ): this {
    const at = this.#output.length;
    const delta = this.#checkpointAt === 0 ? 0 : this.#checkpointAt - at;
    this.#checkpointAt = at;
    return this.event(1, (body) => {
      body.long(0).long(0).long(delta).u8(0).int(pools.length);
      for (const { typeId, entries } of pools) {
        body.long(typeId).int(entries.length);
        for (const [id, write] of entries) {
          body.long(id);
          write(body);
        }
      }
    });
  }

  metadata(types: readonly TypePlan[]): this {
    this.#metadataAt = this.#output.length;
    const strings: string[] = [];
    const ids = new Map<string, number>();
    const idOf = (text: string): number => {
      const known = ids.get(text);
      if (known !== undefined) return known;
      ids.set(text, strings.push(text) - 1);
      return strings.length - 1;
    };
    const tree = new JfrOutput(this.#output.compressed);
    writeElement(tree, rootOf(types), idOf);
    return this.event(0, (body) => {
      body.long(0).long(0).long(1).int(strings.length);
      for (const text of strings) body.utf8(text);
      body.raw(tree.bytes());
    });
  }

  /** The bytes of the chunk, its header filled in. `patch` MAY change the header. */
  finish(patch?: (header: DataView) => void): Uint8Array {
    const bytes = this.#output.bytes();
    const view = new DataView(bytes.buffer);
    const options = this.#options;
    view.setUint32(0, 0x464c5200);
    view.setUint16(4, 2);
    view.setUint16(6, options.minor ?? 1);
    view.setBigInt64(8, BigInt(bytes.length));
    view.setBigInt64(16, BigInt(this.#checkpointAt));
    view.setBigInt64(24, BigInt(this.#metadataAt));
    view.setBigInt64(32, options.startNanos ?? 1_700_000_000_000_000_000n);
    view.setBigInt64(40, options.durationNanos ?? 1_000_000_000n);
    view.setBigInt64(48, options.startTicks ?? 0n);
    view.setBigInt64(56, options.ticksPerSecond ?? 1_000_000_000n);
    view.setUint16(66, (options.compressed ?? true) ? 3 : 2);
    patch?.(view);
    return bytes;
  }
}

/** Sizes take four bytes, as the virtual machine pads them, so that they can be told before the size is known. */
function sized(body: JfrOutput): Uint8Array {
  const size = body.length + 4;
  const head = body.compressed
    ? [(size & 127) | 128, ((size >> 7) & 127) | 128, ((size >> 14) & 127) | 128, size >> 21]
    : [size >>> 24, (size >> 16) & 255, (size >> 8) & 255, size & 255];
  const bytes = new Uint8Array(size);
  bytes.set(head);
  bytes.set(body.bytes(), 4);
  return bytes;
}

function rootOf(types: readonly TypePlan[]): Element {
  const idOf = new Map(types.map(({ name, id }) => [name, String(id)]));
  const fieldOf = (field: FieldPlan): Element => ({
    name: 'field',
    attributes: {
      name: field.name,
      class: idOf.get(field.type) ?? '-1',
      ...(field.pooled === true ? { constantPool: 'true' } : {}),
      ...(field.array === true ? { dimension: '1' } : {}),
    },
    children:
      field.timespan === undefined
        ? []
        : [
            {
              name: 'annotation',
              attributes: { class: idOf.get('jdk.jfr.Timespan') ?? '-1', value: field.timespan },
              children: [],
            },
          ],
  });
  const classes = types.map((type): Element => ({
    name: 'class',
    attributes: { name: type.name, id: String(type.id) },
    children: (type.fields ?? []).map(fieldOf),
  }));
  return {
    name: 'root',
    attributes: {},
    children: [
      { name: 'metadata', attributes: {}, children: classes },
      { name: 'region', attributes: { locale: 'en_US', gmtOffset: '0' }, children: [] },
    ],
  };
}

function writeElement(output: JfrOutput, element: Element, idOf: (text: string) => number): void {
  const attributes = Object.entries(element.attributes);
  output.int(idOf(element.name)).int(attributes.length);
  for (const [key, value] of attributes) output.int(idOf(key)).int(idOf(value));
  output.int(element.children.length);
  for (const child of element.children) writeElement(output, child, idOf);
}
