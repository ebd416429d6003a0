package zerobridge.site;

/**
 * What is kept in memory of every manifest of a site.
 *
 * @param modified its version, Unix seconds without fraction
 * @param size bytes of the manifest file
 * @param filesSize bytes of the normal files it lists
 * @param optionalSize bytes of the optional files it lists
 */
record ManifestRow(long modified, long size, long filesSize, long optionalSize) {}
