/** From dbschema.json to SQLite, and the read-only queries of pages. */
@NullMarked
package zerobridge.db;

import org.jspecify.annotations.NullMarked;
