/**
 * Exact text and byte formats, each with its limits: JSON and its canonical text, MessagePack,
 * bencode, Python patterns.
 */
@NullMarked
package zerobridge.codec;

import org.jspecify.annotations.NullMarked;
