"""The cases on grpcio, with messages made from the descriptors of packages/protocol/proto.

client.py <descriptor set> <port> <guarded port> <token>
"""

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

descriptors, port, guarded_port, token = sys.argv[1:]

pool = descriptor_pool.DescriptorPool()
files = descriptor_pb2.FileDescriptorSet()
with open(descriptors, "rb") as source:
    files.ParseFromString(source.read())
for file in files.file:
    pool.Add(file)


def message(name, **fields):
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))(**fields)


def sw(name, **fields):
    return message("skywalking.v3." + name, **fields)


def segment(trace_id, size=0):
    return sw(
        "SegmentObject",
        traceId=trace_id,
        traceSegmentId=trace_id + ".1",
        service="orders",
        serviceInstance="orders-1",
        spans=[
            sw("SpanObject", spanId=1, spanType=1, operationName="exit"),
            sw(
                "SpanObject",
                parentSpanId=-1,
                startTime=1790000000000,
                operationName="GET:/orders",
                tags=[sw("KeyStringValuePair", key="url", value="x" * size)],
            ),
        ],
    )


def segment_of_size(trace_id, size):
    guess = segment(trace_id, size - 200).ByteSize()
    return segment(trace_id, size - 200 + size - guess)


def outcome(call):
    try:
        call()
        return "OK"
    except grpc.RpcError as error:
        name = error.code().name
        if name in ("CANCELLED", "DEADLINE_EXCEEDED"):
            return name
        return name + " " + error.details()
    except grpc.FutureCancelledError:
        return "CANCELLED"


options = [("grpc.max_send_message_length", -1)]
channel = grpc.insecure_channel("127.0.0.1:" + port, options)
guarded = grpc.insecure_channel("127.0.0.1:" + guarded_port)

TRACES = "/skywalking.v3.TraceSegmentReportService/"


def encode(value):
    return value.SerializeToString()


def decoder(name):
    return lambda data: message_factory.GetMessageClass(
        pool.FindMessageTypeByName(name)
    ).FromString(data)


commands = decoder("skywalking.v3.Commands")


def collector(on=channel):
    return on.stream_unary(TRACES + "collect", encode, commands)


def collect(segments, **more):
    return outcome(lambda: collector()(iter(segments), timeout=10, **more))


def segments(name, count, start=0):
    return [segment(f"{name}-{i}") for i in range(start, start + count)]


def unary(path, request):
    return outcome(lambda: channel.unary_unary(path, encode, commands)(request, timeout=10))


def trickle():
    for i in range(5):
        yield segment(f"trickle-{i}")
        time.sleep(0.04)


def cancelled():
    release = threading.Event()

    def source():
        yield from segments("cancel", 3)
        release.wait(5)

    call = collector().future(source())
    time.sleep(0.2)
    call.cancel()
    release.set()
    return outcome(call.result)


def expired():
    release = threading.Event()

    def source():
        release.wait(5)
        yield from ()

    result = outcome(lambda: collector()(source(), timeout=0.3))
    release.set()
    return result


def concurrent():
    with ThreadPoolExecutor(20) as workers:
        parts = [
            workers.submit(collect, segments("concurrent", 20, i * 20)) for i in range(20)
        ]
        return ",".join(sorted({part.result() for part in parts}))


def configuration():
    call = channel.unary_unary(
        "/skywalking.v3.ConfigurationDiscoveryService/fetchConfigurations", encode, commands
    )
    command = call(sw("ConfigurationSyncRequest", service="orders")).commands[0]
    return f"{command.command} {command.args[-1].key}={command.args[-1].value}"


health_request = message("grpc.health.v1.HealthCheckRequest")
health_response = decoder("grpc.health.v1.HealthCheckResponse")


def health_name(response):
    return response.DESCRIPTOR.fields_by_name["status"].enum_type.values_by_number[
        response.status
    ].name


def health():
    call = channel.unary_unary("/grpc.health.v1.Health/Check", encode, health_response)
    return health_name(call(health_request))


def watch():
    call = channel.unary_stream("/grpc.health.v1.Health/Watch", encode, health_response)
    stream = call(health_request)
    name = health_name(next(stream))
    stream.cancel()
    return name


def with_token(name, value):
    metadata = [] if value is None else [("authentication", value)]
    source = iter(segments(name, 1))
    return outcome(lambda: collector(guarded)(source, timeout=10, metadata=metadata))


names = {"service": "orders", "serviceInstance": "orders-1"}
ping = sw("InstancePingPkg", **names)
MANAGEMENT = "/skywalking.v3.ManagementService/"

print(
    json.dumps(
        {
            "stream": collect(segments("stream", 200)),
            "gzip": collect(segments("gzip", 50), compression=grpc.Compression.Gzip),
            "empty": collect([]),
            "concurrent": concurrent(),
            "trickle": collect(trickle()),
            "big": collect([segment_of_size("big-0", 8_000_000)]),
            "tooBig": collect([segment_of_size("tooBig-0", 11_000_000)]),
            "cancel": cancelled(),
            "deadline": expired(),
            "collection": unary(
                TRACES + "collectInSync",
                sw("SegmentCollection", segments=segments("collection", 2)),
            ),
            "properties": unary(
                MANAGEMENT + "reportInstanceProperties",
                sw(
                    "InstanceProperties",
                    properties=[sw("KeyStringValuePair", key="language", value="x")],
                    **names,
                ),
            ),
            "ping": unary(MANAGEMENT + "keepAlive", ping),
            "compatPing": unary("/ManagementService/keepAlive", ping),
            "jvm": unary(
                "/skywalking.v3.JVMMetricReportService/collect",
                sw(
                    "JVMMetricCollection",
                    metrics=[
                        sw("JVMMetric", time=1790000000000, cpu=sw("CPU", usagePercent=12.5))
                    ],
                    **names,
                ),
            ),
            "configuration": configuration(),
            "unnamed": unary(MANAGEMENT + "keepAlive", sw("InstancePingPkg")),
            "unimplemented": unary("/skywalking.v3.ServiceMeshMetricService/collect", sw("InstancePingPkg")),
            "unknown": unary("/no.Such/thing", sw("InstancePingPkg")),
            "health": health(),
            "watch": watch(),
            "tokenMissing": with_token("tokenMissing", None),
            "tokenWrong": with_token("tokenWrong", "x"),
            "tokenRight": with_token("tokenRight", token),
        }
    )
)
