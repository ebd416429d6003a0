package zerobridge.bridge;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import zerobridge.bridge.BridgeBackend.SiteSummary;
import zerobridge.name.LoweredAddress;
import zerobridge.name.TypedAddress;

/**
 * From typed text to the page's URL, including addresses that a browser lower-cased: first among
 * the sites the node has, then by trying letter cases, one search at a time.
 */
final class TypedText {
  /** Found addresses that are remembered. */
  private static final int REMEMBERED = 200;

  private final BridgeBackend backend;
  private final Map<String, List<String>> searched =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > REMEMBERED;
        }
      };

  TypedText(BridgeBackend backend) {
    this.backend = backend;
  }

  URI url(String text) throws BridgeException {
    TypedAddress typed;
    try {
      typed = TypedAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BridgeException("not-an-address", String.valueOf(e.getMessage()));
    }
    if (typed.kind() == TypedAddress.Kind.LOWERED) {
      typed = typed.at(restored(typed.site()));
    }
    return URI.create(backend.status().uiUrl().resolve("/") + typed.path());
  }

  private String restored(String lower) throws BridgeException {
    List<String> known =
        backend.sites().stream()
            .map(SiteSummary::address)
            .filter(address -> address.toLowerCase(Locale.ROOT).equals(lower))
            .toList();
    List<String> found = known.isEmpty() ? search(lower) : known;
    if (found.size() != 1) {
      throw new BridgeException(
          "letter-case-lost",
          "The browser turned this address into small letters and "
              + (found.isEmpty() ? "no address" : "more than one address")
              + " fits; type the word zero, a space and the address to keep its letters");
    }
    return found.get(0);
  }

  private synchronized List<String> search(String lower) {
    return searched.computeIfAbsent(lower, LoweredAddress::restore);
  }
}
