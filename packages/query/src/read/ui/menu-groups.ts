import type { LayerName } from '@stormpetrel/model';

export interface MenuEntry {
  readonly title: string;
  /** Left out for a group. */
  readonly layer?: LayerName;
  readonly description: string;
  /** A page of SkyWalking's documentation, which tells how agents and collectors are set up. */
  readonly document?: string;
  /** What the classic UI translates title and description by; it shows those given here where it has no such key. */
  readonly i18nKey?: string;
}

export interface MenuGroup extends MenuEntry {
  /** One of the icons that the classic UI has. */
  readonly icon: string;
  readonly entries?: readonly MenuEntry[];
}

/** The classic UI has a page for what its menu has, and no other way there: each layer is in here once. */
export const menuGroups: readonly MenuGroup[] = [
  {
    title: 'General Service',
    icon: 'general_service',
    description: 'Services under language agents, and what they call.',
    i18nKey: 'general_service',
    entries: [
      {
        title: 'Services',
        layer: 'GENERAL',
        description: 'Services that report through an agent.',
        document: 'setup/service-agent/server-agents/',
        i18nKey: 'general_service_services',
      },
      {
        title: 'Virtual Database',
        layer: 'VIRTUAL_DATABASE',
        description: 'Databases as the services that call them see them.',
        document: 'setup/service-agent/virtual-database/',
        i18nKey: 'general_service_virtual_database',
      },
      {
        title: 'Virtual Cache',
        layer: 'VIRTUAL_CACHE',
        description: 'Caches as the services that call them see them.',
        document: 'setup/service-agent/virtual-cache/',
        i18nKey: 'general_service_virtual_cache',
      },
      {
        title: 'Virtual MQ',
        layer: 'VIRTUAL_MQ',
        description: 'Message queues as their producers and consumers see them.',
        document: 'setup/service-agent/virtual-mq/',
        i18nKey: 'general_service_virtual_mq',
      },
      {
        title: 'Virtual Gateway',
        layer: 'VIRTUAL_GATEWAY',
        description: 'Gateways as the services behind them see them.',
      },
      {
        title: 'Functions',
        layer: 'FAAS',
        description: 'Functions that run as a service.',
      },
    ],
  },
  {
    title: 'Service Mesh',
    icon: 'service_mesh',
    description: 'Services of a mesh, and the mesh itself.',
    i18nKey: 'service_mesh',
    entries: [
      {
        title: 'Services',
        layer: 'MESH',
        description: 'Services as the sidecars beside them see them, by access logs.',
        document: 'setup/envoy/als_setting/',
        i18nKey: 'service_mesh_service',
      },
      {
        title: 'Control Plane',
        layer: 'MESH_CP',
        description: 'The control plane of Istio.',
        document: 'setup/istio/readme/',
        i18nKey: 'service_mesh_control_plane',
      },
      {
        title: 'Data Plane',
        layer: 'MESH_DP',
        description: 'Envoy, by its own metrics.',
        document: 'setup/envoy/metrics_service_setting/',
        i18nKey: 'service_mesh_data_plane',
      },
    ],
  },
  {
    title: 'Kubernetes',
    icon: 'kubernetes',
    description: 'Clusters and the services in them.',
    i18nKey: 'kubernetes',
    entries: [
      {
        title: 'Cluster',
        layer: 'K8S',
        description: 'Nodes, workloads and what they use.',
        document: 'setup/backend/backend-k8s-monitoring/',
        i18nKey: 'kubernetes_cluster',
      },
      {
        title: 'Service',
        layer: 'K8S_SERVICE',
        description: 'Services of Kubernetes, with and without an agent.',
        document: 'setup/backend/backend-k8s-monitoring/',
        i18nKey: 'kubernetes_service',
      },
    ],
  },
  {
    title: 'Cilium',
    icon: 'cilium',
    description: 'Networks that are run by Cilium.',
    i18nKey: 'cilium',
    entries: [
      {
        title: 'Service',
        layer: 'CILIUM_SERVICE',
        description: 'Services by the flows that Hubble sees.',
        i18nKey: 'cilium_service',
      },
    ],
  },
  {
    title: 'Infrastructure',
    icon: 'infrastructure',
    description: 'The machines that all of it runs on.',
    i18nKey: 'infrastructure',
    entries: [
      {
        title: 'Linux',
        layer: 'OS_LINUX',
        description: 'Hosts with Linux.',
        document: 'setup/backend/backend-vm-monitoring/',
        i18nKey: 'infrastructure_linux',
      },
      {
        title: 'Windows',
        layer: 'OS_WINDOWS',
        description: 'Hosts with Windows.',
        document: 'setup/backend/backend-win-monitoring/',
        i18nKey: 'infrastructure_windows',
      },
    ],
  },
  {
    title: 'AWS Cloud',
    icon: 'aws_cloud',
    description: 'Services that are rented from AWS.',
    i18nKey: 'aws_cloud',
    entries: [
      {
        title: 'EKS',
        layer: 'AWS_EKS',
        description: 'Managed clusters of Kubernetes.',
        document: 'setup/backend/backend-aws-eks-monitoring/',
        i18nKey: 'aws_cloud_eks',
      },
      {
        title: 'S3',
        layer: 'AWS_S3',
        description: 'Object storage.',
        document: 'setup/backend/backend-aws-s3-monitoring/',
        i18nKey: 'aws_cloud_s3',
      },
      {
        title: 'DynamoDB',
        layer: 'AWS_DYNAMODB',
        description: 'Tables of DynamoDB, by CloudWatch.',
        document: 'setup/backend/backend-aws-dynamodb-monitoring/',
        i18nKey: 'aws_cloud_dynamodb',
      },
      {
        title: 'API Gateway',
        layer: 'AWS_GATEWAY',
        description: 'Gateways for HTTP and REST.',
        document: 'setup/backend/backend-aws-api-gateway-monitoring/',
        i18nKey: 'aws_cloud_api_gateway',
      },
    ],
  },
  {
    title: 'Browser',
    icon: 'browser',
    layer: 'BROWSER',
    description: 'Web pages in the browsers of those who visit them.',
    document: 'setup/service-agent/browser-agent/',
    i18nKey: 'browser',
  },
  {
    title: 'Gateway',
    icon: 'gateway',
    description: 'What stands between clients and services.',
    i18nKey: 'gateway',
    entries: [
      {
        title: 'Nginx',
        layer: 'NGINX',
        description: 'Nginx, by its Prometheus metrics.',
        document: 'setup/backend/backend-nginx-monitoring/',
        i18nKey: 'gateway_nginx',
      },
      {
        title: 'APISIX',
        layer: 'APISIX',
        description: 'APISIX, by its Prometheus metrics.',
        document: 'setup/backend/backend-apisix-monitoring/',
        i18nKey: 'gateway_apisix',
      },
      {
        title: 'Kong',
        layer: 'KONG',
        description: 'Kong, by its Prometheus metrics.',
        document: 'setup/backend/backend-kong-monitoring/',
        i18nKey: 'gateway_kong',
      },
    ],
  },
  {
    title: 'Database',
    icon: 'database',
    description: 'Databases by what they tell of themselves.',
    i18nKey: 'database',
    entries: [
      {
        title: 'MySQL/MariaDB',
        layer: 'MYSQL',
        description: 'MySQL and MariaDB.',
        document: 'setup/backend/backend-mysql-monitoring/',
        i18nKey: 'database_mysql_mariadb',
      },
      {
        title: 'PostgreSQL',
        layer: 'POSTGRESQL',
        description: 'PostgreSQL.',
        document: 'setup/backend/backend-postgresql-monitoring/',
        i18nKey: 'database_postgresql',
      },
      {
        title: 'Redis',
        layer: 'REDIS',
        description: 'Redis.',
        document: 'setup/backend/backend-redis-monitoring/',
        i18nKey: 'database_redis',
      },
      {
        title: 'Elasticsearch',
        layer: 'ELASTICSEARCH',
        description: 'Elasticsearch.',
        document: 'setup/backend/backend-elasticsearch-monitoring/',
        i18nKey: 'database_elasticsearch',
      },
      {
        title: 'MongoDB',
        layer: 'MONGODB',
        description: 'MongoDB.',
        document: 'setup/backend/backend-mongodb-monitoring/',
        i18nKey: 'database_mongodb',
      },
      {
        title: 'BookKeeper',
        layer: 'BOOKKEEPER',
        description: 'BookKeeper.',
        document: 'setup/backend/backend-bookkeeper-monitoring/',
        i18nKey: 'database_bookkeeper',
      },
      {
        title: 'ClickHouse',
        layer: 'CLICKHOUSE',
        description: 'ClickHouse.',
        document: 'setup/backend/backend-clickhouse-monitoring/',
        i18nKey: 'database_clickhouse',
      },
      {
        title: 'Other Databases',
        layer: 'DATABASE',
        description: 'Databases of any other make.',
      },
      {
        title: 'Other Caches',
        layer: 'CACHE',
        description: 'Caches of any other make.',
      },
    ],
  },
  {
    title: 'Message Queue',
    icon: 'mq',
    description: 'Brokers by what they tell of themselves.',
    i18nKey: 'mq',
    entries: [
      {
        title: 'RabbitMQ',
        layer: 'RABBITMQ',
        description: 'RabbitMQ.',
        document: 'setup/backend/backend-rabbitmq-monitoring/',
        i18nKey: 'mq_rabbitmq',
      },
      {
        title: 'Kafka',
        layer: 'KAFKA',
        description: 'Kafka.',
        document: 'setup/backend/backend-kafka-monitoring/',
        i18nKey: 'mq_kafka',
      },
      {
        title: 'Pulsar',
        layer: 'PULSAR',
        description: 'Pulsar.',
        document: 'setup/backend/backend-pulsar-monitoring/',
        i18nKey: 'mq_pulsar',
      },
      {
        title: 'RocketMQ',
        layer: 'ROCKETMQ',
        description: 'RocketMQ.',
        document: 'setup/backend/backend-rocketmq-monitoring/',
        i18nKey: 'mq_rocketmq',
      },
      {
        title: 'ActiveMQ',
        layer: 'ACTIVEMQ',
        description: 'ActiveMQ.',
        document: 'setup/backend/backend-activemq-monitoring/',
        i18nKey: 'mq_activemq',
      },
      {
        title: 'Other Queues',
        layer: 'MQ',
        description: 'Message queues of any other make.',
      },
    ],
  },
  {
    title: 'Data Processing Engine',
    icon: 'data_processing_engine',
    description: 'Engines that work through data in batches and streams.',
    i18nKey: 'data_processing_engine',
    entries: [
      {
        title: 'Flink',
        layer: 'FLINK',
        description: 'Flink.',
        document: 'setup/backend/backend-flink-monitoring/',
        i18nKey: 'data_processing_engine_flink',
      },
      {
        title: 'Airflow',
        layer: 'AIRFLOW',
        description: 'Airflow.',
      },
    ],
  },
  {
    title: 'Mobile',
    icon: 'mobile',
    description: 'Apps and mini programs on telephones.',
    i18nKey: 'mobile',
    entries: [
      {
        title: 'iOS',
        layer: 'IOS',
        description: 'Apps on iOS, by the OpenTelemetry SDK for Swift.',
        document: 'setup/backend/backend-ios-monitoring/',
        i18nKey: 'mobile_ios',
      },
      {
        title: 'WeChat Mini Program',
        layer: 'WECHAT_MINI_PROGRAM',
        description: 'Mini programs in WeChat.',
        document: 'setup/backend/backend-wechat-mini-program-monitoring/',
        i18nKey: 'mobile_wechat_mini_program',
      },
      {
        title: 'Alipay Mini Program',
        layer: 'ALIPAY_MINI_PROGRAM',
        description: 'Mini programs in Alipay.',
        document: 'setup/backend/backend-alipay-mini-program-monitoring/',
        i18nKey: 'mobile_alipay_mini_program',
      },
    ],
  },
  {
    title: 'GenAI',
    icon: 'gen_ai',
    description: 'Language models and the way to them.',
    i18nKey: 'virtual_genai',
    entries: [
      {
        title: 'Virtual GenAI',
        layer: 'VIRTUAL_GENAI',
        description: 'Providers and models as the services that ask them see them.',
        document: 'setup/service-agent/virtual-genai/',
        i18nKey: 'virtual_gen_ai',
      },
      {
        title: 'GenAI',
        layer: 'GENAI',
        description: 'Providers and models by what they tell of themselves.',
      },
      {
        title: 'Envoy AI Gateway',
        layer: 'ENVOY_AI_GATEWAY',
        description: 'Traffic to models through Envoy AI Gateway.',
        document: 'setup/backend/backend-envoy-ai-gateway-monitoring/',
        i18nKey: 'envoy_ai_gateway',
      },
    ],
  },
  {
    title: 'Self Observability',
    icon: 'self_observability',
    description: 'The parts of SkyWalking themselves.',
    i18nKey: 'self_observability',
    entries: [
      {
        title: 'SkyWalking Server',
        layer: 'SO11Y_OAP',
        description: 'Servers of SkyWalking.',
        document: 'setup/backend/backend-telemetry/',
        i18nKey: 'self_observability_oap',
      },
      {
        title: 'Satellite',
        layer: 'SO11Y_SATELLITE',
        description: 'Satellites, which stand between agents and the server.',
        document: 'setup/backend/backend-load-balancer/',
        i18nKey: 'self_observability_satellite',
      },
      {
        title: 'BanyanDB Server',
        layer: 'BANYANDB',
        description: 'BanyanDB.',
        document: 'banyandb/dashboards-banyandb/',
        i18nKey: 'self_observability_banyandb',
      },
      {
        title: 'SkyWalking Java Agent',
        layer: 'SO11Y_JAVA_AGENT',
        description: 'Agents for Java.',
        document: 'setup/backend/dashboards-so11y-java-agent/',
        i18nKey: 'self_observability_java_agent',
      },
      {
        title: 'SkyWalking Go Agent',
        layer: 'SO11Y_GO_AGENT',
        description: 'Agents for Go.',
        document: 'setup/backend/dashboards-so11y-go-agent/',
        i18nKey: 'self_observability_go_agent',
      },
    ],
  },
];
