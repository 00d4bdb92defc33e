/** Turns the stacks of a chunk, which are ids of ids of ids, into stacks of the profile. Asks only for what stacks name. */
import { Uint32Column } from '../../columns.ts';
import { profileLimits } from '../../limits.ts';
import { PairTable } from '../../pair-table.ts';
import type { ProfileBuilder } from '../../profile-builder.ts';
import { FrameKind, none } from '../../stack-profile.ts';
import type { ConstantPools } from '../constant-pools.ts';
import { type ClassName, classNameOf, functionName } from '../java-names.ts';

const kinds: ReadonlyMap<string, FrameKind> = new Map([
  ['Interpreted', FrameKind.interpreted],
  ['JIT compiled', FrameKind.compiled],
  ['Inlined', FrameKind.inlined],
  ['Native', FrameKind.native],
  ['C++', FrameKind.cpp],
  ['Kernel', FrameKind.kernel],
  ['C1 compiled', FrameKind.c1],
]);

const recentFramesMax = 1 << 14;
const lineMax = 0x0fff_ffff;
const noClass: ClassName = { name: '', packageName: '' };

/** The frames that a chunk asked for lately. One for all chunks: it is large, and garbage is not collected at once. */
export class RecentFrames {
  /** Five numbers for each: what was asked, and the answer plus one. */
  readonly items = new Int32Array(recentFramesMax * 5);

  clear(): void {
    this.items.fill(0);
  }
}

export class ChunkNames {
  readonly #pools: ConstantPools;
  readonly #builder: ProfileBuilder;
  /** In the files of a profiler that knows the kernel, native code is C code, whose names stand alone. */
  readonly #nativeIsC: boolean;
  readonly #recent: RecentFrames;
  readonly #kinds = new Map<number, FrameKind>();
  readonly #classNames = new Map<number, ClassName>();
  /** Frames met: the place of the method in its pool, or `none`, and line and kind; and the frame of the builder of each. */
  readonly #frames = new PairTable();
  readonly #frameIds = new Uint32Column();

  constructor(pools: ConstantPools, builder: ProfileBuilder, recent: RecentFrames) {
    recent.clear();
    this.#recent = recent;
    this.#pools = pools;
    this.#builder = builder;
    this.#nativeIsC = pools.frameTypes.names.includes('Kernel');
  }

  /** The frame of the profile for a method's id, a line and the id of the type of frame. */
  frame(methodLo: number, methodHi: number, line: number, typeId: number): number {
    const { items } = this.#recent;
    const mixed = Math.imul(methodLo, 0x9e3779b1) ^ Math.imul(line, 0x85ebca6b) ^ typeId;
    const at = ((mixed ^ (mixed >>> 15)) & (recentFramesMax - 1)) * 5;
    if (
      items[at] === methodLo &&
      items[at + 1] === methodHi &&
      items[at + 2] === line &&
      items[at + 3] === typeId &&
      items[at + 4] !== 0
    ) {
      return (items[at + 4] as number) - 1;
    }
    const frame = this.#findFrame(methodLo, methodHi, line, typeId);
    items[at] = methodLo;
    items[at + 1] = methodHi;
    items[at + 2] = line;
    items[at + 3] = typeId;
    items[at + 4] = frame + 1;
    return frame;
  }

  #findFrame(methodLo: number, methodHi: number, line: number, typeId: number): number {
    const method = this.#pools.methods.find(methodLo, methodHi);
    const kind = this.#kindOf(typeId);
    const knownLine = line > 0 && line <= lineMax ? line : 0;
    const first = method < 0 ? none : method;
    const second = knownLine * 8 + kind;
    const known = this.#frames.find(first, second);
    if (known >= 0) return this.#frameIds.get(known);
    const made = this.#makeFrame(method, knownLine, kind);
    if (this.#frames.size < profileLimits.framesMax) {
      this.#frames.insert(first, second);
      this.#frameIds.push(made);
    }
    return made;
  }

  /** The frame that tells a class, at the inner end of a stack. */
  classFrame(index: number): number {
    const { name, packageName } = this.#className(index);
    if (name === '') return this.unknownFrame();
    return this.#named(name, packageName, 0, FrameKind.unknown);
  }

  /** The frame that tells a method, at the inner end of a stack. */
  methodFrame(methodLo: number, methodHi: number): number {
    return this.#makeFrame(this.#pools.methods.find(methodLo, methodHi), 0, FrameKind.unknown);
  }

  /** Stands for what the recording does not tell. */
  unknownFrame(): number {
    return this.#named('unknown', '', 0, FrameKind.unknown);
  }

  #makeFrame(method: number, line: number, kind: FrameKind): number {
    if (method < 0) return this.#named('unknown', '', line, kind);
    const { methods, classes, symbols } = this.#pools;
    const name = symbols.text(methods.half(method, 2), methods.half(method, 3)) ?? '';
    const bare = this.#nativeIsC && isNative(kind);
    const owner = classes.find(methods.half(method, 0), methods.half(method, 1));
    const className = bare ? noClass : this.#className(owner);
    return this.#named(functionName(className.name, name), className.packageName, line, kind);
  }

  #named(name: string, packageName: string, line: number, kind: FrameKind): number {
    const builder = this.#builder;
    const module = packageName === '' ? none : builder.string(packageName);
    return builder.frame(builder.string(name), { module, line, kind });
  }

  #className(index: number): ClassName {
    if (index < 0) return noClass;
    const known = this.#classNames.get(index);
    if (known !== undefined) return known;
    const { classes, symbols } = this.#pools;
    const symbol = symbols.text(classes.half(index, 0), classes.half(index, 1)) ?? '';
    const made = classNameOf(symbol);
    this.#classNames.set(index, made);
    return made;
  }

  #kindOf(typeId: number): FrameKind {
    const known = this.#kinds.get(typeId);
    if (known !== undefined) return known;
    const description = this.#pools.frameTypes.find(typeId, 0) ?? '';
    const made = kinds.get(description) ?? FrameKind.unknown;
    if (this.#kinds.size < 256) this.#kinds.set(typeId, made);
    return made;
  }
}

function isNative(kind: FrameKind): boolean {
  return kind === FrameKind.native || kind === FrameKind.cpp || kind === FrameKind.kernel;
}
