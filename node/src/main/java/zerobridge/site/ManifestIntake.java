package zerobridge.site;

/** PLACEHOLDER */
final class ManifestIntake {}
