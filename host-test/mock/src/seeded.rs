//! A seed id for each path placeholder.

/// Placeholders in the paths of operations, and ids of the seed for them.
pub const SEEDED: &[(&str, &str)] = &[
    ("{appId}", "0oa0000000000002mock"),
    ("{appInstanceId}", "0oa0000000000002mock"),
    ("{appName}", "oidc_client"),
    ("{authServerId}", "aus0000000000001mock"),
    ("{authenticatorId}", "aut0000000000001mock"),
    ("{brandId}", "bnd0000000000001mock"),
    ("{claimId}", "ocl0000000000001mock"),
    ("{clientId}", "0oa0000000000002mock"),
    ("{contactType}", "BILLING"),
    ("{csrId}", "csr0000000000001mock"),
    ("{customizationId}", "oel0000000000001mock"),
    ("{domainId}", "OcD0000000000001mock"),
    ("{eventHookId}", "who0000000000001mock"),
    ("{factorId}", "ufs0000000000001mock"),
    ("{featureId}", "ftr0000000000002mock"),
    ("{grantId}", "oag0000000000001mock"),
    ("{groupId}", "00g0000000000002mock"),
    ("{idpId}", "0oa0000000000009mock"),
    ("{inlineHookId}", "cal0000000000001mock"),
    ("{keyId}", "kid-of-the-seed-mock"),
    ("{lifecycle}", "ENABLE"),
    ("{linkedObjectName}", "manager"),
    ("{mappingId}", "prm0000000000001mock"),
    ("{name}", "USER_PROVISIONING"),
    ("{notificationType}", "OKTA_UPDATE"),
    ("{policyId}", "00p0000000000001mock"),
    ("{relationshipName}", "manager"),
    ("{roleId}/targets/catalog", "ra10000000000003mock/targets/catalog"),
    ("{roleId}", "ra10000000000002mock"),
    ("{roleTypeOrRoleId}", "cr00000000000001mock"),
    ("{ruleId}", "0pr0000000000001mock"),
    ("{schemaId}", "default"),
    ("{scopeId}", "scp0000000000001mock"),
    ("{secretId}", "ocs0000000000001mock"),
    ("{templateId}", "cst0000000000001mock"),
    ("{templateName}", "ForgotPassword"),
    ("{themeId}", "the0000000000001mock"),
    ("{tokenId}", "oar0000000000001mock"),
    ("{trustedOriginId}", "tos0000000000001mock"),
    ("{typeId}", "default"),
    ("{userId}", "00u0000000000002mock"),
    ("{zoneId}", "nzo0000000000002mock"),
];

/// A path template with ids of the seed in it.
pub fn seeded(template: &str) -> String {
    SEEDED.iter().fold(template.to_owned(), |path, (name, id)| path.replace(name, id))
}
