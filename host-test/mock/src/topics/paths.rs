//! Paths and seed ids that several topics name.

/// The user that the API token belongs to, and `me`.
pub const ADMIN: &str = "00u0000000000001mock";

/// The path of all apps.
pub const APPS: &str = "/api/v1/apps";

/// The collection of the app catalog; no route shows it.
pub const APP_CATALOG: &str = "/catalog/apps";

/// The path of the events of the system log.
pub const EVENTS: &str = "/api/v1/logs";

/// The group that every user is in.
pub const EVERYONE: &str = "00g0000000000001mock";

/// The path of all groups.
pub const GROUPS: &str = "/api/v1/groups";

/// The path of the schema of groups.
pub const GROUP_SCHEMA: &str = "/api/v1/meta/schemas/group/default";

/// The path of all identity providers.
pub const IDPS: &str = "/api/v1/idps";

/// The path of the org's settings.
pub const ORG: &str = "/api/v1/org";

/// The path of all policies.
pub const POLICIES: &str = "/api/v1/policies";

/// The path of all authorization servers.
pub const SERVERS: &str = "/api/v1/authorizationServers";

/// The path of the keys of others that identity providers may sign with.
pub const TRUSTED_KEYS: &str = "/api/v1/idps/credentials/keys";

/// The path of all users.
pub const USERS: &str = "/api/v1/users";

/// The path of the schema of the default user type.
pub const USER_SCHEMA: &str = "/api/v1/meta/schemas/user/osc0000000000001mock";

/// The path of the schemas of user types.
pub const USER_SCHEMAS: &str = "/api/v1/meta/schemas/user";

/// The id of the default type.
pub const USER_TYPE: &str = "oty0000000000001mock";

/// The path of all user types.
pub const USER_TYPES: &str = "/api/v1/meta/types/user";
