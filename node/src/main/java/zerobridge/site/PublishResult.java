package zerobridge.site;

/**
 * How far a new version of a manifest got.
 *
 * @param confirmed peers that answered that they have it now
 * @param asked peers it was offered to
 */
public record PublishResult(int confirmed, int asked) {}
