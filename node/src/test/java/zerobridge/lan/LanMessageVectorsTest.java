package zerobridge.lan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;

/** Datagrams as 0.7.2 sends them, byte for byte. */
class LanMessageVectorsTest {
  record Datagram(String hex, JsonObject decoded) {}

  static Stream<Datagram> datagrams() {
    List<Datagram> all = new ArrayList<>();
    Vectors.cases(Vectors.json("peer/announce_local.json").getAsJsonObject().get("vectors"))
        .forEach(
            each -> {
              all.add(
                  new Datagram(each.get("sent_hex").getAsString(), each.getAsJsonObject("sent")));
              if (each.has("received")) {
                for (JsonElement answer : each.getAsJsonArray("received")) {
                  if (answer.isJsonObject()) {
                    JsonObject received = answer.getAsJsonObject();
                    all.add(
                        new Datagram(
                            received.get("hex").getAsString(),
                            received.getAsJsonObject("decoded")));
                  }
                }
              }
            });
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("datagrams")
  void aDatagramIsReadAndWrittenAlike(Datagram datagram) throws Exception {
    LanMessage message = LanMessage.parse(HexFormat.of().parseHex(datagram.hex()));

    JsonObject sender = datagram.decoded().getAsJsonObject("sender");
    assertThat(message.cmd()).isEqualTo(datagram.decoded().get("cmd").getAsString());
    assertThat(message.sender())
        .isEqualTo(
            new LanMessage.Sender(
                sender.get("peer_id").getAsString(),
                sender.get("port").getAsInt(),
                sender.get("broadcast_port").getAsInt(),
                sender.get("rev").getAsLong()));
    assertThat(HexFormat.of().formatHex(message.encode())).isEqualTo(datagram.hex());
  }
}
