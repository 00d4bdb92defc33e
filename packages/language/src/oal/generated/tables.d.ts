// Made by tools/generate-oal.ts. To change it, change the rules and run that.
export declare const tablesText: string;
export declare const metricsText: string;
