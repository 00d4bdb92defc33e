// The cases on grpc-go, with messages made from the descriptors of packages/protocol/proto.
//
//	conformance-go <descriptor set> <port> <guarded port> <token>
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

const (
	traces     = "/skywalking.v3.TraceSegmentReportService/"
	management = "/skywalking.v3.ManagementService/"
)

var registry *protoregistry.Files

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func empty(name string) *dynamicpb.Message {
	descriptor := must(registry.FindDescriptorByName(protoreflect.FullName(name)))
	return dynamicpb.NewMessage(descriptor.(protoreflect.MessageDescriptor))
}

// message makes a message of its protobuf-JSON.
func message(name string, fields map[string]any) proto.Message {
	result := empty(name)
	if err := protojson.Unmarshal(must(json.Marshal(fields)), result); err != nil {
		panic(err)
	}
	return result
}

func sw(name string, fields map[string]any) proto.Message {
	return message("skywalking.v3."+name, fields)
}

func segmentFields(traceID string, size int) map[string]any {
	return map[string]any{
		"traceId":         traceID,
		"traceSegmentId":  traceID + ".1",
		"service":         "orders",
		"serviceInstance": "orders-1",
		"spans": []any{
			map[string]any{"spanId": 1, "spanType": "Exit", "operationName": "exit"},
			map[string]any{
				"parentSpanId":  -1,
				"startTime":     "1790000000000",
				"operationName": "GET:/orders",
				"tags":          []any{map[string]any{"key": "url", "value": strings.Repeat("x", size)}},
			},
		},
	}
}

func segment(traceID string, size int) proto.Message {
	return sw("SegmentObject", segmentFields(traceID, size))
}

func segmentOfSize(traceID string, size int) proto.Message {
	guess := proto.Size(segment(traceID, size-200))
	return segment(traceID, size-200+size-guess)
}

func segments(name string, start, count int) []proto.Message {
	var list []proto.Message
	for i := start; i < start+count; i++ {
		list = append(list, segment(fmt.Sprintf("%s-%d", name, i), 0))
	}
	return list
}

func outcome(err error) string {
	if err == nil {
		return "OK"
	}
	switch code := status.Code(err); code {
	case codes.Canceled:
		return "CANCELLED"
	case codes.DeadlineExceeded:
		return "DEADLINE_EXCEEDED"
	default:
		names := map[codes.Code]string{
			codes.ResourceExhausted: "RESOURCE_EXHAUSTED",
			codes.InvalidArgument:   "INVALID_ARGUMENT",
			codes.Unimplemented:     "UNIMPLEMENTED",
			codes.PermissionDenied:  "PERMISSION_DENIED",
		}
		name, known := names[code]
		if !known {
			name = code.String()
		}
		return name + " " + status.Convert(err).Message()
	}
}

func collect(
	ctx context.Context, conn *grpc.ClientConn, list []proto.Message, pause time.Duration, options ...grpc.CallOption,
) string {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true}, traces+"collect", options...)
	if err != nil {
		return outcome(err)
	}
	for _, each := range list {
		// The status of a failed send comes with RecvMsg.
		if stream.SendMsg(each) != nil {
			break
		}
		time.Sleep(pause)
	}
	if err := stream.CloseSend(); err != nil {
		return outcome(err)
	}
	return outcome(stream.RecvMsg(empty("skywalking.v3.Commands")))
}

func soon() context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	time.AfterFunc(11*time.Second, cancel)
	return ctx
}

func unary(conn *grpc.ClientConn, path string, request proto.Message) string {
	return outcome(conn.Invoke(soon(), path, request, empty("skywalking.v3.Commands")))
}

func cancelled(conn *grpc.ClientConn) string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stream := must(conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true}, traces+"collect"))
	for _, each := range segments("cancel", 0, 3) {
		if err := stream.SendMsg(each); err != nil {
			return outcome(err)
		}
	}
	time.Sleep(200 * time.Millisecond)
	cancel()
	return outcome(stream.RecvMsg(empty("skywalking.v3.Commands")))
}

func expired(conn *grpc.ClientConn) string {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	stream := must(conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true}, traces+"collect"))
	return outcome(stream.RecvMsg(empty("skywalking.v3.Commands")))
}

func concurrent(conn *grpc.ClientConn) string {
	results := make(chan string)
	for i := range 20 {
		go func() { results <- collect(soon(), conn, segments("concurrent", i*20, 20), 0) }()
	}
	distinct := map[string]bool{}
	for range 20 {
		distinct[<-results] = true
	}
	var names []string
	for name := range distinct {
		names = append(names, name)
	}
	sort.Strings(names)
	return strings.Join(names, ",")
}

func configuration(conn *grpc.ClientConn) string {
	reply := empty("skywalking.v3.Commands")
	path := "/skywalking.v3.ConfigurationDiscoveryService/fetchConfigurations"
	request := sw("ConfigurationSyncRequest", map[string]any{"service": "orders"})
	if err := conn.Invoke(soon(), path, request, reply); err != nil {
		return outcome(err)
	}
	var commands struct {
		Commands []struct {
			Command string
			Args    []struct{ Key, Value string }
		}
	}
	if err := json.Unmarshal(must(protojson.Marshal(reply)), &commands); err != nil {
		return err.Error()
	}
	command := commands.Commands[0]
	last := command.Args[len(command.Args)-1]
	return fmt.Sprintf("%s %s=%s", command.Command, last.Key, last.Value)
}

func healthName(reply *dynamicpb.Message) string {
	field := reply.Descriptor().Fields().ByName("status")
	return string(field.Enum().Values().ByNumber(reply.Get(field).Enum()).Name())
}

func health(conn *grpc.ClientConn) string {
	reply := empty("grpc.health.v1.HealthCheckResponse")
	request := empty("grpc.health.v1.HealthCheckRequest")
	if err := conn.Invoke(soon(), "/grpc.health.v1.Health/Check", request, reply); err != nil {
		return outcome(err)
	}
	return healthName(reply)
}

func watch(conn *grpc.ClientConn) string {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	path := "/grpc.health.v1.Health/Watch"
	stream := must(conn.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, path))
	if err := stream.SendMsg(empty("grpc.health.v1.HealthCheckRequest")); err != nil {
		return outcome(err)
	}
	if err := stream.CloseSend(); err != nil {
		return outcome(err)
	}
	reply := empty("grpc.health.v1.HealthCheckResponse")
	if err := stream.RecvMsg(reply); err != nil {
		return outcome(err)
	}
	return healthName(reply)
}

func readDescriptors(path string) {
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(must(os.ReadFile(path)), &set); err != nil {
		panic(err)
	}
	registry = must(protodesc.NewFiles(&set))
}

func dial(port string) *grpc.ClientConn {
	return must(grpc.NewClient("127.0.0.1:"+port, grpc.WithTransportCredentials(insecure.NewCredentials())))
}

func main() {
	readDescriptors(os.Args[1])
	conn, guarded, token := dial(os.Args[2]), dial(os.Args[3]), os.Args[4]
	ping := sw("InstancePingPkg", map[string]any{"service": "orders", "serviceInstance": "orders-1"})
	withToken := func(name, value string) string {
		ctx := metadata.AppendToOutgoingContext(soon(), "Authentication", value)
		return collect(ctx, guarded, segments(name, 0, 1), 0)
	}
	results := map[string]string{
		"stream":     collect(soon(), conn, segments("stream", 0, 200), 0),
		"gzip":       collect(soon(), conn, segments("gzip", 0, 50), 0, grpc.UseCompressor(gzip.Name)),
		"empty":      collect(soon(), conn, nil, 0),
		"concurrent": concurrent(conn),
		"trickle":    collect(soon(), conn, segments("trickle", 0, 5), 40*time.Millisecond),
		"big":        collect(soon(), conn, []proto.Message{segmentOfSize("big-0", 8_000_000)}, 0),
		"tooBig":     collect(soon(), conn, []proto.Message{segmentOfSize("tooBig-0", 11_000_000)}, 0),
		"cancel":     cancelled(conn),
		"deadline":   expired(conn),
		"collection": unary(conn, traces+"collectInSync", sw("SegmentCollection", map[string]any{
			"segments": []any{segmentFields("collection-0", 0), segmentFields("collection-1", 0)},
		})),
		"properties": unary(conn, management+"reportInstanceProperties", sw("InstanceProperties", map[string]any{
			"service": "orders", "serviceInstance": "orders-1",
			"properties": []any{map[string]any{"key": "language", "value": "x"}},
		})),
		"ping":       unary(conn, management+"keepAlive", ping),
		"compatPing": unary(conn, "/ManagementService/keepAlive", ping),
		"jvm": unary(conn, "/skywalking.v3.JVMMetricReportService/collect", sw("JVMMetricCollection", map[string]any{
			"service": "orders", "serviceInstance": "orders-1",
			"metrics": []any{map[string]any{"time": "1790000000000", "cpu": map[string]any{"usagePercent": 12.5}}},
		})),
		"configuration": configuration(conn),
		"unnamed":       unary(conn, management+"keepAlive", empty("skywalking.v3.InstancePingPkg")),
		"unimplemented": unary(conn, "/skywalking.v3.ServiceMeshMetricService/collect", ping),
		"unknown":       unary(conn, "/no.Such/thing", ping),
		"health":        health(conn),
		"watch":         watch(conn),
		"tokenMissing":  collect(soon(), guarded, segments("tokenMissing", 0, 1), 0),
		"tokenWrong":    withToken("tokenWrong", "x"),
		"tokenRight":    withToken("tokenRight", token),
	}
	fmt.Println(string(must(json.Marshal(results))))
}
