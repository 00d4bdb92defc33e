/**
 * Dashboards and menu of the classic UI (10.x line and before; later servers do not have it). Signatures after
 * query-protocol, ui-configuration.
 */
export const uiConfigurationSchema = /* GraphQL */ `
  type DashboardConfiguration {
    id: String!
    "JSON as the UI exports it."
    configuration: String!
  }

  type MenuItem {
    title: String!
    icon: String
    layer: String!
    activate: Boolean!
    subItems: [MenuItem!]!
    description: String
    documentLink: String
    i18nKey: String
  }

  input NewDashboardSetting {
    configuration: String!
  }

  input DashboardSetting {
    id: String!
    configuration: String!
  }

  type TemplateChangeStatus {
    id: String!
    status: Boolean!
    message: String
  }

  extend type Query {
    "One dashboard."
    getTemplate(id: String!): DashboardConfiguration
    "All dashboards."
    getAllTemplates: [DashboardConfiguration!]!
    "The menu."
    getMenuItems: [MenuItem!]!
  }

  extend type Mutation {
    "Stores a new dashboard."
    addTemplate(setting: NewDashboardSetting!): TemplateChangeStatus!
    "Replaces a dashboard."
    changeTemplate(setting: DashboardSetting!): TemplateChangeStatus!
    "Hides a dashboard."
    disableTemplate(id: String!): TemplateChangeStatus!
  }
`;
