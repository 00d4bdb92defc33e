/** The version of this server. */
export const version = '0.1.0';

/** What the GraphQL field `version` answers first: clients of SkyWalking look for its protocol line. */
export const protocolVersion = '11.0.0';
