package zerobridge.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.crypto.SiteAddress;

class NamesTest {
  private static final SiteAddress TALK = SiteAddress.parse("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");

  @TempDir Path folder;

  @Test
  void aPinLeadsToItsAddress() throws IOException {
    PinnedNames pins = PinnedNames.open(file());
    pins.pin(name("talk.bit"), TALK);

    Names names = new Names(List.of(PinnedNames.open(file())));
    Resolution found = names.resolve(name("TALK.bit")).join().orElseThrow();
    assertThat(found.address()).isEqualTo(TALK);
    assertThat(found.trust()).isEqualTo(Resolution.Trust.PINNED);
  }

  @Test
  void anUnpinnedNameIsUnknown() throws IOException {
    PinnedNames pins = PinnedNames.open(file());
    pins.pin(name("talk.bit"), TALK);
    assertThat(pins.unpin(name("talk.bit"))).isTrue();
    assertThat(pins.unpin(name("talk.bit"))).isFalse();
    assertThat(new Names(List.of(PinnedNames.open(file()))).resolve(name("talk.bit")).join())
        .isEmpty();
  }

  @Test
  void oneDamagedEntryDoesNotTakeTheOthersAlong() throws IOException {
    Files.writeString(
        file(), "{\"x.bit\": 5, \"not a name\": \"a\", \"talk.bit\": \"" + TALK + "\"}");
    assertThat(PinnedNames.open(file()).all()).containsOnlyKeys("talk.bit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"talk.bit", "Blog.ZeroNetwork.bit", "xn--abc.bit", "talk.bit.", " a.bit "})
  void readsNames(String text) {
    assertThat(BitName.parse(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"talk", ".bit", "-a.bit", "a-.bit", "a..bit", "talk.com", "a/b.bit", "bit"})
  void refusesWhatIsNoName(String text) {
    assertThat(BitName.parse(text)).isEmpty();
  }

  private Path file() {
    return folder.resolve("pinned-names.json");
  }

  private static BitName name(String text) {
    return BitName.parse(text).orElseThrow();
  }
}
