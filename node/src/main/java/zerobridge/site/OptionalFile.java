package zerobridge.site;

import zerobridge.db.OptionalFileTable;

/**
 * An optional file that a manifest lists. Immutable.
 *
 * @param row what is noted of it
 * @param peers how many peers say to have it, this node included
 */
public record OptionalFile(OptionalFileTable.Row row, int peers) {}
