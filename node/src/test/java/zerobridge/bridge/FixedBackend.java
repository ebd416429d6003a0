package zerobridge.bridge;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A node with one site that stays as it is told. */
final class FixedBackend implements BridgeBackend {
  static final String TALK = "1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT";

  final CompletableFuture<Void> stopped = new CompletableFuture<>();
  final AtomicInteger connected = new AtomicInteger(3);
  final List<SitePeer> peers = new ArrayList<>();

  @Override
  public NodeStatus status() {
    return new NodeStatus(
        "0.1.0",
        URI.create("http://127.0.0.1:43110/"),
        1_700_000_000L,
        connected.get(),
        14,
        1_000,
        2_000,
        15_441,
        "yes",
        new Reach("open", "mapped", "UPnP", "192.168.1.5", "", "Others can reach it.", "", ""),
        "off");
  }

  @Override
  public List<SiteSummary> sites() {
    return List.of(
        new SiteSummary(
            TALK, "ZeroTalk", List.of("talk.bit"), 14, 3, 38_000_000, 1_475_000_000, "ready", 0));
  }

  @Override
  public Optional<SiteDetails> site(String addressOrName) {
    return addressOrName.equals(TALK) || addressOrName.equals("talk.bit")
        ? Optional.of(
            new SiteDetails(sites().get(0), 6_351, List.copyOf(peers), new Download(1, 2)))
        : Optional.empty();
  }

  @Override
  public Optional<ResolvedName> resolve(String name) {
    return name.equals("talk.bit")
        ? Optional.of(new ResolvedName(name, TALK, "pin"))
        : Optional.empty();
  }

  @Override
  public CompletableFuture<JsonElement> control(
      String address, String command, JsonElement params) {
    return CompletableFuture.completedFuture(new JsonPrimitive(command + " of " + address));
  }

  @Override
  public void stop() {
    stopped.complete(null);
  }
}
