package zerobridge.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedAddressTest {
  private static final String HELLO = "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D";

  @ParameterizedTest
  @CsvSource({
    "talk.bit, talk.bit/",
    "Talk.Bit, talk.bit/",
    "talk.bit/, talk.bit/",
    "talk.bit/a?b#c, talk.bit/a?b#c",
    "talk.bit?x=1, talk.bit/?x=1",
    "talk.bit#top, talk.bit/#top",
    "zero:talk.bit, talk.bit/",
    "zero://talk.bit/x, talk.bit/x",
    "ZERO://talk.bit/x, talk.bit/x",
    "web+zero://talk.bit, talk.bit/",
    "ext+zero:talk.bit, talk.bit/",
    "http://talk.bit/x?y#z, talk.bit/x?y#z",
    "https://talk.bit:80/, talk.bit/",
    "http://zero/talk.bit/x, talk.bit/x",
    "http://127.0.0.1:43110/talk.bit/?Topic:5, talk.bit/?Topic:5",
    "http://localhost:1/talk.bit, talk.bit/",
    "http://talk-bit.localhost:43110/x, talk.bit/x",
    "http://c.talk-bit.localhost:43110/1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT/x, talk.bit/x",
    "blog.zite/index, blog.zite/index",
    "talk.bit/a b|ü, talk.bit/a%20b%7C%C3%BC",
    "talk.bit/100%, talk.bit/100%25",
    "talk.bit/%20#a#b, talk.bit/%20#a%23b",
  })
  void understandsNames(String text, String path) {
    TypedAddress typed = TypedAddress.parse(text);
    assertThat(typed.kind()).isEqualTo(TypedAddress.Kind.NAME);
    assertThat(typed.path()).isEqualTo(path);
    assertThat(URI.create("http://127.0.0.1:43110/" + path)).hasHost("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {HELLO, HELLO + "/", "zero://" + HELLO, "http://127.0.0.1:43110/" + HELLO})
  void understandsAddresses(String text) {
    assertThat(TypedAddress.parse(text))
        .isEqualTo(new TypedAddress(TypedAddress.Kind.ADDRESS, HELLO, "/"));
  }

  @Test
  void understandsTheBase32FormEverywhere() {
    String label = HostLabel.of(HELLO).orElseThrow();
    assertThat(TypedAddress.parse("http://" + label + ".zite/x").path()).isEqualTo(HELLO + "/x");
    assertThat(TypedAddress.parse("http://" + label + ".localhost:43110/x").path())
        .isEqualTo(HELLO + "/x");
  }

  @Test
  void knowsALoweredAddress() {
    assertThat(TypedAddress.parse("http://1hello4uzjaletfx6nh3pmwfp3qbrbtf3d/?P=1"))
        .isEqualTo(
            new TypedAddress(
                TypedAddress.Kind.LOWERED, "1hello4uzjaletfx6nh3pmwfp3qbrbtf3d", "/?P=1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "http://example.com/",
        "talk.com",
        "what is talk.bit",
        "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3E",
        "zero:",
        "javascript:alert(1)",
        "//talk.bit",
        "-talk.bit",
        "talk..bit",
        "http://user@talk.bit/",
        "http://zerobridge.localhost:43110/",
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> TypedAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysThatAnAddressIsMistyped() {
    assertThatThrownBy(() -> TypedAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3E"))
        .hasMessageContaining("typing mistake");
  }
}
