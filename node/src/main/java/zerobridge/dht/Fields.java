package zerobridge.dht;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Bencode;
import zerobridge.codec.ProtocolException;

/** A bencoded dictionary of a stranger, read by key and by wanted kind. Immutable by agreement. */
record Fields(Map<String, Object> values) {
  static Fields decode(byte[] datagram) throws ProtocolException {
    return new Fields(Bencode.decodeDictionary(datagram));
  }

  byte @Nullable [] bytes(String key) {
    return values.get(key) instanceof byte[] bytes ? bytes : null;
  }

  byte[] requiredBytes(String key) throws ProtocolException {
    byte[] bytes = bytes(key);
    if (bytes == null) {
      throw new ProtocolException("A message of the DHT lacks \"" + key + "\".");
    }
    return bytes;
  }

  NodeId id(String key) throws ProtocolException {
    byte[] bytes = requiredBytes(key);
    if (bytes.length != NodeId.BYTES) {
      throw new ProtocolException("An id in the DHT has " + bytes.length + " bytes, not 20.");
    }
    return NodeId.of(bytes);
  }

  long number(String key, long otherwise) {
    return values.get(key) instanceof Long number ? number : otherwise;
  }

  List<byte[]> listOfBytes(String key) {
    if (!(values.get(key) instanceof List<?> list)) {
      return List.of();
    }
    return list.stream().filter(byte[].class::isInstance).map(byte[].class::cast).toList();
  }

  @SuppressWarnings("unchecked") // the keys of decoded dictionaries are always text
  Fields dictionary(String key) throws ProtocolException {
    if (values.get(key) instanceof Map<?, ?> map) {
      return new Fields((Map<String, Object>) map);
    }
    throw new ProtocolException("A message of the DHT lacks the dictionary \"" + key + "\".");
  }
}
