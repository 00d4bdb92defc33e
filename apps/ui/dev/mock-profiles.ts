/**
 * Profiles of the made-up shop: a Java service whose price rules are slow, a Go gateway, a Python recommender, and random
 * ones of any size. The same name gives the same profile.
 */
import { FrameKind, ProfileBuilder, none } from '@stormpetrel/profile';
import type { StackProfile } from '@stormpetrel/profile';
import { unitHash } from './mock-world.ts';

/** A call with its calls: `weight` is what it does itself, in samples of a hundred. */
interface Work {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly kind?: FrameKind;
  readonly self?: number;
  readonly calls?: readonly Work[];
}

const jit = FrameKind.compiled;
const native = FrameKind.native;
const kernel = FrameKind.kernel;

function chain(
  names: readonly string[],
  end: readonly Work[],
  kind: FrameKind = jit,
): readonly Work[] {
  return names.reduceRight<readonly Work[]>((calls, name) => [{ name, kind, calls }], end);
}

/** What a request to payment does; in the slow version the price rules compile their pattern each time. */
function paymentWork(isSlow: boolean): readonly Work[] {
  const patterns: Work = {
    name: 'java.util.regex.Pattern.compile',
    line: 1054,
    self: isSlow ? 3 : 0.4,
    calls: [
      {
        name: 'java.util.regex.Pattern.expr',
        line: 2210,
        self: isSlow ? 4 : 0.3,
        calls: [
          {
            name: 'java.util.regex.Pattern.sequence',
            line: 2263,
            self: isSlow ? 9 : 0.6,
            calls: [{ name: 'java.util.regex.Pattern.clazz', line: 2831, self: isSlow ? 7 : 0.2 }],
          },
        ],
      },
    ],
  };
  return chain(
    [
      'java.lang.Thread.run',
      'java.util.concurrent.ThreadPoolExecutor.runWorker',
      'org.apache.tomcat.util.net.NioEndpoint$SocketProcessor.doRun',
      'org.apache.coyote.http11.Http11Processor.service',
      'org.springframework.web.servlet.FrameworkServlet.service',
      'org.springframework.web.servlet.DispatcherServlet.doDispatch',
    ],
    [
      {
        name: 'shop.payment.PaymentController.pay',
        line: 41,
        self: 0.5,
        calls: [
          {
            name: 'shop.payment.PriceRules.apply',
            line: 88,
            self: 2,
            calls: [
              {
                name: 'shop.payment.PriceRules.matches',
                line: 112,
                self: 1,
                calls: [patterns, { name: 'java.util.regex.Matcher.find', line: 771, self: 3 }],
              },
              {
                name: 'shop.payment.Money.round',
                line: 19,
                self: 2,
                calls: [{ name: 'java.math.BigDecimal.divide', line: 1613, self: 3 }],
              },
            ],
          },
          {
            name: 'shop.payment.LedgerRepository.append',
            line: 57,
            self: 1,
            calls: [
              ...chain(
                [
                  'org.hibernate.internal.SessionImpl.flush',
                  'com.mysql.cj.jdbc.ClientPreparedStatement.executeUpdate',
                  'com.mysql.cj.protocol.a.NativeProtocol.sendQueryPacket',
                ],
                [
                  {
                    name: 'sun.nio.ch.SocketDispatcher.write0',
                    kind: native,
                    self: 2,
                    calls: [
                      {
                        name: '__send',
                        kind: native,
                        self: 1,
                        calls: [
                          {
                            name: 'tcp_sendmsg',
                            kind: kernel,
                            self: 5,
                            calls: [{ name: 'tcp_write_xmit', kind: kernel, self: 6 }],
                          },
                        ],
                      },
                    ],
                  },
                ],
              ),
            ],
          },
          ...chain(
            [
              'com.fasterxml.jackson.databind.ObjectMapper.writeValueAsBytes',
              'com.fasterxml.jackson.databind.ser.BeanSerializer.serialize',
            ],
            [
              {
                name: 'com.fasterxml.jackson.databind.ser.BeanSerializer.serializeFields',
                self: 5,
                calls: [
                  {
                    name: 'com.fasterxml.jackson.databind.ser.BeanSerializer.serialize',
                    self: 2,
                    calls: [
                      {
                        name: 'com.fasterxml.jackson.databind.ser.BeanSerializer.serializeFields',
                        self: 4,
                      },
                    ],
                  },
                  { name: 'java.lang.StringLatin1.inflate', self: 2 },
                ],
              },
            ],
          ),
        ],
      },
      { name: 'org.apache.catalina.connector.Request.parseParameters', self: 2.5 },
    ],
  );
}

const collectorWork: readonly Work[] = [
  {
    name: 'thread_native_entry',
    kind: native,
    calls: [
      {
        name: 'G1ParScanThreadState::trim_queue',
        kind: FrameKind.cpp,
        self: 4,
        calls: [
          { name: 'G1ParScanThreadState::copy_to_survivor_space', kind: FrameKind.cpp, self: 6 },
        ],
      },
      { name: 'CompileBroker::compiler_thread_loop', kind: FrameKind.cpp, self: 3 },
    ],
  },
];

const gatewayWork: readonly Work[] = [
  {
    name: 'net/http.(*conn).serve',
    file: '/usr/local/go/src/net/http/server.go',
    line: 2092,
    self: 1,
    calls: [
      {
        name: 'main.(*Gateway).ServeHTTP',
        file: '/app/gateway.go',
        line: 61,
        self: 2,
        calls: [
          {
            name: 'main.(*Gateway).route',
            file: '/app/gateway.go',
            line: 97,
            self: 3,
            calls: [
              {
                name: 'regexp.(*Regexp).FindStringSubmatch',
                file: '/usr/local/go/src/regexp/regexp.go',
                line: 1043,
                self: 14,
                calls: [
                  {
                    name: 'regexp.(*Regexp).backtrack',
                    file: '/usr/local/go/src/regexp/backtrack.go',
                    line: 142,
                    self: 12,
                  },
                ],
              },
              {
                name: 'runtime.mallocgc',
                file: '/usr/local/go/src/runtime/malloc.go',
                line: 1055,
                self: 6,
              },
            ],
          },
          {
            name: 'github.com/prometheus/client_golang/prometheus.(*histogram).Observe',
            file: '/go/pkg/mod/github.com/prometheus/client_golang/histogram.go',
            line: 627,
            self: 3,
          },
          {
            name: 'encoding/json.Marshal',
            file: '/usr/local/go/src/encoding/json/encode.go',
            line: 159,
            self: 6,
            calls: [
              {
                name: 'encoding/json.(*encodeState).reflectValue',
                file: '/usr/local/go/src/encoding/json/encode.go',
                line: 318,
                self: 7,
              },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'runtime.gcBgMarkWorker',
    file: '/usr/local/go/src/runtime/mgc.go',
    line: 1275,
    self: 2,
    calls: [
      {
        name: 'runtime.gcDrain',
        file: '/usr/local/go/src/runtime/mgcmark.go',
        line: 1103,
        self: 5,
        calls: [
          {
            name: 'runtime.scanobject',
            file: '/usr/local/go/src/runtime/mgcmark.go',
            line: 1311,
            self: 7,
          },
        ],
      },
    ],
  },
];

interface Grown {
  readonly stack: number;
  readonly weight: number;
}

/** The stacks of some work, with what each weighs itself. */
function growStacks(builder: ProfileBuilder, work: readonly Work[]): readonly Grown[] {
  const stacks: Grown[] = [];
  const open: { readonly work: Work; readonly parent: number }[] = work.map((each) => ({
    work: each,
    parent: none,
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { name, file, line = 0, kind = FrameKind.unknown, self = 0, calls = [] } = next.work;
    const frame = builder.frame(builder.string(name), {
      line,
      kind,
      ...(file === undefined ? {} : { file: builder.string(file) }),
    });
    const stack = builder.stack(next.parent, frame);
    if (self > 0) stacks.push({ stack, weight: self });
    for (const each of calls) open.push({ work: each, parent: stack });
  }
  return stacks;
}

/** A number in [0, 1) that goes on from a seed. */
function randomFrom(seed: string): () => number {
  let state = Math.floor(unitHash(seed) * 2 ** 31) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function pickerOf(stacks: readonly Grown[]): (share: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (const { weight } of stacks) sums.push((sum += weight));
  return (share) => {
    const wanted = share * sum;
    const at = sums.findIndex((each) => each > wanted);
    return stacks[Math.max(0, at)]?.stack ?? 0;
  };
}

/** A minute of payment: CPU samples with a burst in the middle, and allocation. */
export function paymentProfile(startMs: number, isSlow: boolean): StackProfile {
  const builder = new ProfileBuilder('jfr');
  const random = randomFrom(`payment ${isSlow}`);
  const requests = pickerOf(growStacks(builder, paymentWork(isSlow)));
  const collector = pickerOf(growStacks(builder, collectorWork));
  const cpu = builder.event('jdk.ExecutionSample', [{ name: 'samples', unit: 'count' }]);
  const states = ['STATE_RUNNABLE', 'STATE_SLEEPING'].map((name) => builder.string(name));
  const lengthMs = 60_000;
  const count = isSlow ? 5200 : 3900;
  for (let i = 0; i < count; i++) {
    const isBurst = random() < 0.3;
    const at = isBurst ? 0.55 + 0.12 * random() : random();
    const isCollector = random() < 0.12;
    const thread = isCollector
      ? 'GC Thread#0'
      : `http-nio-8080-exec-${1 + Math.floor(random() * 6)}`;
    cpu.add(
      isCollector ? collector(random()) : requests(random()),
      startMs + at * lengthMs,
      builder.string(thread),
      states[random() < 0.93 ? 0 : 1] ?? none,
    );
    cpu.setValue(0, 1);
  }
  const alloc = builder.event('jdk.ObjectAllocationSample', [
    { name: 'alloc_space', unit: 'bytes' },
  ]);
  for (let i = 0; i < 900; i++) {
    alloc.add(
      requests(random()),
      startMs + random() * lengthMs,
      builder.string(`http-nio-8080-exec-${1 + Math.floor(random() * 6)}`),
    );
    alloc.setValue(0, Math.floor(1024 * (1 + 300 * random() ** 3)));
  }
  return builder.finish(startMs, startMs + lengthMs);
}

/** Pprof has no times. */
export function gatewayProfile(): StackProfile {
  const builder = new ProfileBuilder('pprof');
  const cpu = builder.event(
    'cpu',
    [
      { name: 'samples', unit: 'count' },
      { name: 'cpu', unit: 'nanoseconds' },
    ],
    1,
    { type: { name: 'cpu', unit: 'nanoseconds' }, value: 10_000_000 },
  );
  for (const { stack, weight } of growStacks(builder, gatewayWork)) {
    cpu.add(stack);
    cpu.setValue(0, Math.round(weight * 14));
    cpu.setValue(1, Math.round(weight * 14) * 10_000_000);
  }
  return builder.finish();
}

/** Dumps of one slow request: it waits for a query, renders, waits again. */
export function requestDumps(
  segments: readonly { readonly id: string; readonly startMs: number; readonly endMs: number }[],
): StackProfile {
  const builder = new ProfileBuilder('thread-dumps');
  const event = builder.event('dump', [{ name: 'samples', unit: 'count' }]);
  const stackOf = (names: readonly string[]): number => {
    let stack: number = none;
    for (const name of names) {
      const line = Number(/:(\d+)$/.exec(name)?.[1] ?? 0);
      stack = builder.stack(
        stack,
        builder.frame(builder.string(name.replace(/:\d+$/, '')), { line }),
      );
    }
    return stack;
  };
  const head = [
    '/app/server.py.run:14',
    '/usr/lib/python3.13/site-packages/flask/app.py.full_dispatch_request:916',
    '/app/recommend.py.recommend:52',
  ];
  const phases = [
    stackOf([
      ...head,
      '/app/store.py.load_history:31',
      '/usr/lib/python3.13/site-packages/pymysql/cursors.py.execute:153',
      '/usr/lib/python3.13/socket.py.readinto:707',
    ]),
    stackOf([...head, '/app/scoring.py.score_all:77', '/app/scoring.py.cosine:44']),
    stackOf([...head, '/app/scoring.py.score_all:77', '/app/scoring.py.normalise:29']),
    stackOf([...head, '/usr/lib/python3.13/json/encoder.py.iterencode:261']),
  ];
  const key = builder.string('segment_id');
  let startMs = Infinity;
  let endMs = 0;
  for (const { id, startMs: from, endMs: to } of segments) {
    const random = randomFrom(id);
    for (let at = from + 20; at < to; at += 10) {
      const share = (at - from) / (to - from);
      const phase = share < 0.3 ? 0 : share < 0.85 ? (random() < 0.7 ? 1 : 2) : 3;
      event.add(phases[phase] ?? 0, at);
      event.setValue(0, 1);
      event.addLabel(key, builder.string(id));
    }
    startMs = Math.min(startMs, from);
    endMs = Math.max(endMs, to);
  }
  return builder.finish(startMs, endMs);
}

/** Random stacks: `samples` of them over `stacks` distinct ones, as deep as real programs' are. */
export function randomProfile(samples: number, stacks: number): StackProfile {
  const builder = new ProfileBuilder('jfr');
  const random = randomFrom(`random ${samples}`);
  const names = Array.from({ length: 12_000 }, (_, i) =>
    builder.string(
      `${['shop', 'org.apache.util', 'java.util', 'io.netty.channel', 'com.fasterxml.jackson'][i % 5]}.p${i % 97}.Class${i % 811}.method${i}`,
    ),
  );
  const frames = names.map((name, i) => builder.frame(name, { line: i % 400, kind: jit }));
  const all: number[] = [];
  const depths: number[] = [];
  const pick = (): number => frames[Math.floor(random() ** 2.2 * frames.length)] ?? 0;
  while (all.length < stacks) {
    // Mostly a step further from a stack that is there already; deep ones are left alone.
    const from = all.length === 0 ? -1 : Math.floor(random() ** 0.6 * all.length);
    const depth = depths[from] ?? 0;
    const parent = from < 0 || depth > 90 ? none : (all[from] as number);
    const stack = builder.stack(parent, pick());
    all.push(stack);
    depths.push(parent === none ? 1 : depth + 1);
  }
  const event = builder.event('jdk.ExecutionSample', [{ name: 'samples', unit: 'count' }]);
  const threads = Array.from({ length: 40 }, (_, i) => builder.string(`worker-${i}`));
  for (let i = 0; i < samples; i++) {
    const stack = all[i < stacks ? i : Math.floor(random() * all.length)] as number;
    event.add(stack, 1_790_000_000_000 + i * 2, threads[i % 40] ?? none);
    event.setValue(0, 1);
  }
  return builder.finish(1_790_000_000_000, 1_790_000_000_000 + samples * 2);
}
