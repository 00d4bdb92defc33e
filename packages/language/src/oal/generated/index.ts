// Made by tools/generate-oal.ts. To change it, change the rules and run that.
import type { MetricDefinition, MetricTable } from '@stormpetrel/model';

import { RuleCatalog } from '../rule-catalog.ts';
import type { RuleManifest } from '../runtime.ts';
import {
  updateBrowserAppPagePerf,
  updateBrowserAppPageTraffic,
  updateBrowserAppResourcePerf,
  updateBrowserAppSingleVersionTraffic,
  updateBrowserAppTraffic,
  updateBrowserAppWebInteractionPerf,
  updateBrowserAppWebVitalsPerf,
} from './browser.ts';
import {
  updateService,
  updateServiceInstance,
  updateEndpoint,
  updateServiceRelation,
  updateServiceInstanceRelation,
  updateEndpointRelation,
  updateDatabaseAccess,
  updateCacheAccess,
  updateMQAccess,
  updateMQEndpointAccess,
} from './core.ts';
import {
  updateServiceInstanceCLRCPU,
  updateServiceInstanceCLRGC,
  updateServiceInstanceCLRThread,
} from './dotnet-agent.ts';
import {
  updateServiceInstanceJVMCPU,
  updateServiceInstanceJVMClass,
  updateServiceInstanceJVMGC,
  updateServiceInstanceJVMMemory,
  updateServiceInstanceJVMMemoryPool,
  updateServiceInstanceJVMThread,
} from './java-agent.ts';
import {
  updateTCPService,
  updateTCPServiceInstance,
  updateTCPServiceRelation,
  updateTCPServiceInstanceRelation,
} from './tcp.ts';
import {
  updateGenAIProviderAccess,
  updateGenAIModelAccess,
} from './virtual-gen-ai.ts';
import { metricsText, tablesText } from './tables.js';

const catalog = new RuleCatalog(tablesText, metricsText);

/** The rules of each source that is always at hand, by the source's name. */
export const dispatchers = {
  BrowserAppPagePerf: catalog.dispatcher('BrowserAppPagePerf', updateBrowserAppPagePerf),
  BrowserAppPageTraffic: catalog.dispatcher('BrowserAppPageTraffic', updateBrowserAppPageTraffic),
  BrowserAppResourcePerf: catalog.dispatcher('BrowserAppResourcePerf', updateBrowserAppResourcePerf),
  BrowserAppSingleVersionTraffic: catalog.dispatcher('BrowserAppSingleVersionTraffic', updateBrowserAppSingleVersionTraffic),
  BrowserAppTraffic: catalog.dispatcher('BrowserAppTraffic', updateBrowserAppTraffic),
  BrowserAppWebInteractionPerf: catalog.dispatcher('BrowserAppWebInteractionPerf', updateBrowserAppWebInteractionPerf),
  BrowserAppWebVitalsPerf: catalog.dispatcher('BrowserAppWebVitalsPerf', updateBrowserAppWebVitalsPerf),
  Service: catalog.dispatcher('Service', updateService),
  ServiceInstance: catalog.dispatcher('ServiceInstance', updateServiceInstance),
  Endpoint: catalog.dispatcher('Endpoint', updateEndpoint),
  ServiceRelation: catalog.dispatcher('ServiceRelation', updateServiceRelation),
  ServiceInstanceRelation: catalog.dispatcher('ServiceInstanceRelation', updateServiceInstanceRelation),
  EndpointRelation: catalog.dispatcher('EndpointRelation', updateEndpointRelation),
  DatabaseAccess: catalog.dispatcher('DatabaseAccess', updateDatabaseAccess),
  CacheAccess: catalog.dispatcher('CacheAccess', updateCacheAccess),
  MQAccess: catalog.dispatcher('MQAccess', updateMQAccess),
  MQEndpointAccess: catalog.dispatcher('MQEndpointAccess', updateMQEndpointAccess),
  ServiceInstanceCLRCPU: catalog.dispatcher('ServiceInstanceCLRCPU', updateServiceInstanceCLRCPU),
  ServiceInstanceCLRGC: catalog.dispatcher('ServiceInstanceCLRGC', updateServiceInstanceCLRGC),
  ServiceInstanceCLRThread: catalog.dispatcher('ServiceInstanceCLRThread', updateServiceInstanceCLRThread),
  ServiceInstanceJVMCPU: catalog.dispatcher('ServiceInstanceJVMCPU', updateServiceInstanceJVMCPU),
  ServiceInstanceJVMClass: catalog.dispatcher('ServiceInstanceJVMClass', updateServiceInstanceJVMClass),
  ServiceInstanceJVMGC: catalog.dispatcher('ServiceInstanceJVMGC', updateServiceInstanceJVMGC),
  ServiceInstanceJVMMemory: catalog.dispatcher('ServiceInstanceJVMMemory', updateServiceInstanceJVMMemory),
  ServiceInstanceJVMMemoryPool: catalog.dispatcher('ServiceInstanceJVMMemoryPool', updateServiceInstanceJVMMemoryPool),
  ServiceInstanceJVMThread: catalog.dispatcher('ServiceInstanceJVMThread', updateServiceInstanceJVMThread),
  TCPService: catalog.dispatcher('TCPService', updateTCPService),
  TCPServiceInstance: catalog.dispatcher('TCPServiceInstance', updateTCPServiceInstance),
  TCPServiceRelation: catalog.dispatcher('TCPServiceRelation', updateTCPServiceRelation),
  TCPServiceInstanceRelation: catalog.dispatcher('TCPServiceInstanceRelation', updateTCPServiceInstanceRelation),
  GenAIProviderAccess: catalog.dispatcher('GenAIProviderAccess', updateGenAIProviderAccess),
  GenAIModelAccess: catalog.dispatcher('GenAIModelAccess', updateGenAIModelAccess),
} as const;

/** What loads the rules of other sources, by the rule file that they are from: dispatchers by the source's name. */
export const dispatcherLoaders = {
  "cilium": async () => {
    const updates = await import('./cilium.ts');
    return {
      CiliumService: catalog.dispatcher('CiliumService', updates.updateCiliumService),
      CiliumServiceInstance: catalog.dispatcher('CiliumServiceInstance', updates.updateCiliumServiceInstance),
      CiliumEndpoint: catalog.dispatcher('CiliumEndpoint', updates.updateCiliumEndpoint),
      CiliumServiceRelation: catalog.dispatcher('CiliumServiceRelation', updates.updateCiliumServiceRelation),
      CiliumServiceInstanceRelation: catalog.dispatcher('CiliumServiceInstanceRelation', updates.updateCiliumServiceInstanceRelation),
    } as const;
  },
  "ebpf": async () => {
    const updates = await import('./ebpf.ts');
    return {
      K8SService: catalog.dispatcher('K8SService', updates.updateK8SService),
      K8SServiceInstance: catalog.dispatcher('K8SServiceInstance', updates.updateK8SServiceInstance),
      K8SEndpoint: catalog.dispatcher('K8SEndpoint', updates.updateK8SEndpoint),
      K8SServiceRelation: catalog.dispatcher('K8SServiceRelation', updates.updateK8SServiceRelation),
      K8SServiceInstanceRelation: catalog.dispatcher('K8SServiceInstanceRelation', updates.updateK8SServiceInstanceRelation),
    } as const;
  },
} as const;

/** Tables of all sources by name, those not loaded too. */
export const metricTables: ReadonlyMap<string, MetricTable> = catalog.tables;

/** Metrics of all sources by name, those not loaded too. */
export const metricDefinitions: ReadonlyMap<string, MetricDefinition> = catalog.metrics;

/** What the modules were made of. */
export const manifest: RuleManifest = {
  "browser.oal": { sha256: 'e0cb24ab98a9b6f671f9f71dcb5eb56f25a667dbca1404b79fc3f73986a35fa1', modules: ['browser.ts'] },
  "cilium.oal": { sha256: 'e8c24da839dd2f8630996c51dfac5a0e74662869d89f860655f1d6f9255ea608', modules: ['cilium.ts'] },
  "core.oal": { sha256: '1a36a2f1c790b62463146704fdc75a55d265785965ed59782e3caae36e1ec440', modules: ['core.ts'] },
  "disable.oal": { sha256: 'e5373f7905a4ef2cd7369ffeaa9369c988fcf6e8fc9ecacc851fce8c79560d16', modules: [] },
  "dotnet-agent.oal": { sha256: '27da036e9584975d75f4fb4be6a537b63cf7856c5b3af8195010a077917af8ad', modules: ['dotnet-agent.ts'] },
  "ebpf.oal": { sha256: '95137a72e699d907c4c56bbaeef0a3a828d5b315b141b71c263b4ae367a44d62', modules: ['ebpf.ts'] },
  "java-agent.oal": { sha256: '59467da0f424d01d6329d8e5a9804dc7dd397628cc2c42eefa16d274a010a025', modules: ['java-agent.ts'] },
  "mesh.oal": { sha256: '342e8afe4f8a5154871904c0e63442bb113e4a9588f338503781042f51270c41', modules: ['core.ts'] },
  "tcp.oal": { sha256: 'de50c756c5fd6963d5819880e8d42d2b1054a73fbcb194ccafa64dacbf72a598', modules: ['tcp.ts'] },
  "virtual-gen-ai.oal": { sha256: '8d401d6076a205964f785ef244580f7303843c2363c73a1056c2ac0d8225acc2', modules: ['virtual-gen-ai.ts'] },
};
