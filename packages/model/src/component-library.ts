/**
 * Components: the libraries and servers that a span can come from, by the number on the wire. Numbers, names, servers
 * and priorities are facts that agents and UIs share (SkyWalking's component-libraries.yml, 11.0).
 *
 * The text below is the table: a line begins with a number, and the names on it have that number and those following.
 */
const componentTable = `
0 Unknown Tomcat HttpClient Dubbo H2 Mysql ORACLE Redis Motan MongoDB Resin Feign OKHttp
13 SpringRestTemplate SpringMVC Struts2 NutzMVC NutzHttp JettyClient JettyServer Memcached
21 ShardingJDBC PostgreSQL GRPC ElasticJob RocketMQ httpasyncclient Kafka ServiceComb Hystrix
30 Jedis SQLite h2-jdbc-driver mysql-connector-java ojdbc Spymemcached Xmemcached
37 postgresql-jdbc-driver rocketMQ-producer rocketMQ-consumer kafka-producer kafka-consumer
42 mongodb-driver SOFARPC ActiveMQ activemq-producer activemq-consumer Elasticsearch
48 transport-client http rpc RabbitMQ rabbitmq-producer rabbitmq-consumer Canal Gson Redisson
57 Lettuce Zookeeper Vertx ShardingSphere spring-cloud-gateway RESTEasy SolrJ Solr SpringAsync
66 JdkHttp spring-webflux Play cassandra-java-driver Cassandra Light4J Pulsar pulsar-producer
74 pulsar-consumer Ehcache SocketIO rest-high-level-client spring-tx Armeria JdkThreading
81 KotlinCoroutine AvroServer AvroClient Undertow Finagle Mariadb mariadb-jdbc quasar InfluxDB
90 influxdb-java brpc-java GraphQL spring-annotation HBase spring-kafka-consumer SpringScheduled
97 quartz-scheduler xxl-job spring-webflux-webclient thrift-server thrift-client AsyncHttpClient
103 dbcp mssql-jdbc-driver Apache-CXF dolphinscheduler JsonRpc seata MyBatis tcp AzureHttpTrigger
112 Neo4j Sentinel GuavaCache AlibabaDruid HikariCP Fastjson Jackson ClickHouse-jdbc-driver
120 ClickHouse Apache-Kylin-jdbc-driver Apache-Kylin GuavaEventBus AWSLambdaTrigger
125 AWSLambdaGatewayAPIHTTP AWSLambdaGatewayAPIREST Apache-ShenYu Hutool https tls Micronaut NATS
133 Impala-jdbc-driver Impala EventMesh eventmesh-producer eventmesh-consumer AWSDynamoDB AWSSNS
140 AWSSQS Micrometer mtls amqp amqp-producer amqp-consumer Jersey Grizzly WebSphere Aerospike
150 Nacos Netty-http c3p0 Derby-jdbc-driver Sqlite-jdbc-driver Db2-jdbc-driver Sybase-jdbc-driver
157 OceanBase-jdbc-driver SolonMVC DNS Caffeine ThreadPerTask-executor ztunnel Dmdb-jdbc-driver
164 spring-ai-unknown spring-ai-anthropic spring-ai-aws-bedrock spring-ai-azure-openai
168 spring-ai-cohere spring-ai-deepseek spring-ai-gcp-genai spring-ai-gcp-vertex-ai
172 spring-ai-mistral-ai spring-ai-openai spring-ai-huggingface spring-ai-minimax spring-ai-ollama
177 spring-ai-zhipu-ai spring-ai spring-ldap LDAP
3001 AspNetCore EntityFrameworkCore SqlClient CAP StackExchange.Redis SqlServer Npgsql
3008 MySqlConnector EntityFrameworkCore.InMemory EntityFrameworkCore.SqlServer
3011 EntityFrameworkCore.Sqlite Pomelo.EntityFrameworkCore.MySql
3013 Npgsql.EntityFrameworkCore.PostgreSQL InMemoryDatabase AspNet SmartSql FreeSql FreeRedis
4001 HttpServer Express Egg Koa Axios Mongoose
5001 ServiceCombMesher ServiceCombServiceCenter MOSN GoHttpServer GoHttpClient Gin Gear
5008 GoMicroClient GoMicroServer Kratos
5012 GoMysql OpenFunction GoRedis Echo Lock GoMuxServer Iris GoFastHttpClient GoFastHttpServer
5021 Fiber GoFrame GoZero
6000 Nginx Kong APISIX
7000 Python Flask Requests PyMysql Django Tornado Urllib3 Sanic AioHttp Pyramid Psychopg Celery
7012 Falcon MysqlClient FastAPI Bottle AsyncPG AIORedis Websockets HTTPX
8001 PHP cURL PDO Mysqli Yar Predis
9000 EnvoyProxy
10000 JavaScript ajax WeChat-MiniProgram AliPay-MiniProgram
11000 Rust
12000 Ruby Sinatra
13000 GenAI
`;

/** Client libraries by the server that they talk to: what a called, but not monitored, address is shown as. */
const serverTable = `
MongoDB: mongodb-driver
RocketMQ: rocketMQ-producer rocketMQ-consumer
Kafka: kafka-producer kafka-consumer
ActiveMQ: activemq-producer activemq-consumer
RabbitMQ: rabbitmq-producer rabbitmq-consumer
PostgreSQL: postgresql-jdbc-driver Npgsql Npgsql.EntityFrameworkCore.PostgreSQL Psychopg AsyncPG
Memcached: Xmemcached Spymemcached
H2: h2-jdbc-driver
Mysql: mysql-connector-java MySqlConnector Pomelo.EntityFrameworkCore.MySql Mysqli PyMysql GoMysql
Mysql: MysqlClient
Redis: Jedis FreeRedis StackExchange.Redis Redisson Lettuce Predis AIORedis GoRedis
Zookeeper: Zookeeper
SqlServer: SqlClient EntityFrameworkCore.SqlServer mssql-jdbc-driver
InMemoryDatabase: EntityFrameworkCore.InMemory
SQLite: EntityFrameworkCore.Sqlite
Elasticsearch: transport-client rest-high-level-client
Solr: SolrJ
Cassandra: cassandra-java-driver
Pulsar: pulsar-producer pulsar-consumer
Mariadb: mariadb-jdbc
InfluxDB: influxdb-java
kafka-consumer: spring-kafka-consumer
ClickHouse: ClickHouse-jdbc-driver
Apache-Kylin: Apache-Kylin-jdbc-driver
Impala: Impala-jdbc-driver
EventMesh: eventmesh-producer eventmesh-consumer
amqp: amqp-producer amqp-consumer
GenAI: spring-ai-unknown spring-ai-anthropic spring-ai-aws-bedrock spring-ai-azure-openai
GenAI: spring-ai-cohere spring-ai-deepseek spring-ai-gcp-genai spring-ai-gcp-vertex-ai
GenAI: spring-ai-mistral-ai spring-ai-openai spring-ai-huggingface spring-ai-minimax
GenAI: spring-ai-ollama spring-ai-zhipu-ai
LDAP: spring-ldap
`;

/** A component of higher priority names the service; general protocols give way to what is more telling. */
const priorities: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [14, 60],
  [15, 60],
  [49, 45],
  [50, 20],
  [110, 10],
  [129, 46],
  [130, 11],
  [142, 12],
  [143, 45],
  [162, 10],
]);

const priorityDefault = 50;
const unknownComponent = 'Unknown';

const names: ReadonlyMap<number, string> = parseComponents(componentTable);
const servers: ReadonlyMap<number, string> = parseServers(serverTable, names);

/** The name of a component; unknown numbers read as those of no component (0). */
export function componentName(componentId: number): string {
  return names.get(componentId) ?? unknownComponent;
}

/** The server that a client component talks to: `Redis` for `Jedis`; the component itself where it stands for both. */
export function componentServerName(componentId: number): string {
  return servers.get(componentId) ?? componentName(componentId);
}

export function componentPriority(componentId: number): number {
  return priorities.get(componentId) ?? priorityDefault;
}

/** All numbers and names, for those who search by name. */
export function componentEntries(): Iterable<readonly [id: number, name: string]> {
  return names;
}

function parseComponents(table: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of table.trim().split('\n')) {
    const [first, ...words] = line.split(' ');
    words.forEach((name, i) => names.set(Number(first) + i, name));
  }
  return names;
}

function parseServers(table: string, names: ReadonlyMap<number, string>): Map<number, string> {
  const idOfName = new Map([...names].map(([id, name]) => [name, id]));
  const servers = new Map<number, string>();
  for (const line of table.trim().split('\n')) {
    const [server, clients] = line.split(': ');
    for (const client of (clients ?? '').split(' ')) {
      const id = idOfName.get(client);
      if (id !== undefined && server !== undefined) servers.set(id, server);
    }
  }
  return servers;
}
